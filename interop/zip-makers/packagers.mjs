/** Makers that pack projects of one kind: functions, extensions, applications. They get the files where they expect files. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { binary, createPythonEnvironment, PACKAGE_JSON, prepare } from '../makers.mjs';

const json = JSON.stringify;

/** Clients of clouds need a region and keys; nothing is sent. */
const AWS = {
  AWS_REGION: 'us-east-1',
  AWS_DEFAULT_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'x',
  AWS_SECRET_ACCESS_KEY: 'x',
};

/** A program in Rust that does nothing. */
const RUST = {
  'src/main.rs': 'fn main() {}\n',
  'Cargo.toml': '[package]\nname = "x"\nversion = "1.0.0"\nedition = "2021"\n',
};

const wheelIn = (folder) =>
  path.join(
    folder,
    fs.readdirSync(folder).find((name) => name.endsWith('.whl')),
  );

/** `serverless package` with a function; `more` are lines of its configuration and files, `links` whether it needs plugins. */
const serverless = (id, name, set, { lines = '', handler = 'exec.main', more = {}, links = false } = {}) => ({
  id,
  name,
  needs: [`npm/${set}`],
  pack: (context) => {
    const folder = prepare(context, '.', {
      ...more,
      'serverless.yml': `service: x\nframeworkVersion: "3"\nprovider:\n  name: aws\n  runtime: nodejs20.x\n${lines}functions:\n  f:\n    handler: ${handler}\n`,
    });
    if (links) fs.symlinkSync(path.join(context.packages[0], 'node_modules'), path.join(folder, 'node_modules'));
    const quiet = { HOME: context.home, SLS_TELEMETRY_DISABLED: '1', SLS_NOTIFICATIONS_MODE: 'off' };
    const env = { ...process.env, ...AWS, ...quiet };
    context.run(binary(context.packages, 'serverless'), ['package'], { cwd: folder, env });
    return path.join(folder, '.serverless/x.zip');
  },
});

/** Adds all files and folders, by Python. */
const ADD_ALL = 'for path in paths: archive.write(path)\narchive.close()';

/** A program of Python that packs the `paths` of the project into `target`. */
function python(start, end) {
  return ({ project, archive, run, packages }) => {
    const list =
      'import os, sys; os.chdir(sys.argv[1]); target = sys.argv[2]; paths = sorted(os.path.join(at, name)[2:] for at, folders, files in os.walk(".") for name in folders + files)';
    run('python3', ['-c', `${list}\n${start}\n${end}`, project, archive], { env: createPythonEnvironment(packages) });
  };
}

export const PACKAGERS = [
  {
    id: 'pex',
    name: 'pex',
    needs: ['pypi/pex'],
    commands: ['python3'],
    pack: (context) => {
      const folder = prepare(context, 'src');
      const env = createPythonEnvironment(context.packages, { PEX_ROOT: path.join(context.home, 'root') });
      context.run('python3', ['-m', 'pex', '-D', 'src', '-o', context.archive, '--no-pypi'], { cwd: folder, env });
    },
  },
  {
    id: 'shiv',
    name: 'shiv',
    needs: ['pypi/shiv'],
    commands: ['python3'],
    pack: (context) => {
      const env = createPythonEnvironment(context.packages);
      const args = [
        '-m',
        'shiv',
        '--site-packages',
        context.project,
        '-o',
        context.archive,
        '-e',
        'site:main',
        '--compressed',
      ];
      context.run('python3', args, { env });
    },
  },
  {
    id: 'sam-zip',
    name: 'AWS SAM (`sam package`)',
    needs: ['pypi/aws-sam-cli'],
    commands: ['python3'],
    pack: ({ archive, run, project, packages }) => {
      // The function that packs what `CodeUri` names, before it is sent.
      const text =
        'import sys; from samcli.lib.package.utils import make_zip_with_lambda_permissions as zip; zip(sys.argv[2][:-4], sys.argv[1])';
      const env = createPythonEnvironment(packages, { ...AWS, SAM_CLI_TELEMETRY: '0' });
      run('python3', ['-c', text, project, archive], { env });
    },
  },
  serverless('serverless-package', '`serverless package`', 'serverless'),
  {
    id: 'claudia-pack',
    name: '`claudia pack`',
    needs: ['npm/claudia'],
    pack: (context) => {
      const folder = prepare(context, '.', {
        'package.json': json({ name: 'x', version: '1.0.0', files: ['*', 'nested', 'void'] }),
      });
      const env = { ...process.env, ...AWS };
      context.run(
        binary(context.packages, 'claudia'),
        ['pack', '--output', context.archive, '--no-optional-dependencies', '--force'],
        { cwd: folder, env },
      );
    },
  },
  {
    id: 'vsce',
    name: '`vsce package`',
    needs: ['npm/@vscode/vsce'],
    pack: (context) => {
      const manifest = {
        name: 'x',
        version: '1.0.0',
        publisher: 'x',
        engines: { vscode: '^1.80.0' },
        license: 'MIT',
        repository: 'https://example.org/x',
      };
      const folder = prepare(context, '.', {
        'package.json': json(manifest),
        'README.md': 'An example.\n',
        LICENSE: 'MIT\n',
      });
      const args = [
        'package',
        '--no-dependencies',
        '--allow-missing-repository',
        '--skip-license',
        '-o',
        context.archive,
      ];
      context.run(binary(context.packages, 'vsce'), args, { cwd: folder });
    },
  },
  {
    id: 'web-ext',
    name: '`web-ext build`',
    needs: ['npm/web-ext'],
    pack: (context) => {
      const folder = prepare(context, '.', {
        'manifest.json': json({ manifest_version: 3, name: 'x', version: '1.0' }),
      });
      const args = [
        'build',
        '--no-config-discovery',
        '-s',
        folder,
        '-a',
        context.home,
        '-n',
        'archive.zip',
        '--overwrite-dest',
      ];
      context.run(binary(context.packages, 'web-ext'), args, { cwd: folder });
    },
  },
  {
    id: 'npm-pack-zip',
    name: 'npm-pack-zip',
    needs: ['npm/npm-pack-zip'],
    pack: (context) => {
      const folder = prepare(context, '.', PACKAGE_JSON);
      context.run(binary(context.packages, 'npm-pack-zip'), ['--dst', context.home], { cwd: folder });
      return path.join(context.home, 'x.zip');
    },
  },
  {
    id: 'build-lambda-zip',
    name: '`build-lambda-zip` of aws-lambda-go',
    needs: ['go/build-lambda-zip'],
    commands: ['go'],
    pack: ({ archive, run, packages }) =>
      void run(path.join(packages[0], 'build-lambda-zip'), [
        '-o',
        archive,
        'exec',
        'data.txt',
        'empty.txt',
        'nested/deep.txt',
        'größe.txt',
        'link',
      ]),
  },
  {
    id: 'uv-build-wheel',
    name: '`uv build --wheel`',
    needs: ['pypi/uv'],
    pack: (context) => {
      const folder = prepare(context, 'src/x', {
        'src/x/__init__.py': '',
        'pyproject.toml':
          '[build-system]\nrequires = ["uv_build"]\nbuild-backend = "uv_build"\n[project]\nname = "x"\nversion = "1.0"\ndescription = "x"\n',
      });
      const uv = path.join(context.packages[0], 'bin/uv');
      context.run(uv, ['build', '--wheel', '--offline', '--no-python-downloads', '-o', context.home], { cwd: folder });
      return wheelIn(context.home);
    },
  },
  {
    id: 'pyzipper',
    name: 'pyzipper',
    needs: ['pypi/pyzipper'],
    commands: ['python3'],
    pack: python('import pyzipper; archive = pyzipper.ZipFile(target, "w", pyzipper.ZIP_DEFLATED)', ADD_ALL),
  },
  {
    id: 'pyzipper-aes',
    name: 'pyzipper, with a password',
    needs: ['pypi/pyzipper'],
    commands: ['python3'],
    pack: python(
      'import pyzipper; archive = pyzipper.AESZipFile(target, "w", pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES)',
      `archive.setpassword(b"secret")\n${ADD_ALL}`,
    ),
  },
  {
    id: 'zipfly',
    name: 'zipfly',
    needs: ['pypi/zipfly'],
    commands: ['python3'],
    pack: python(
      'import zipfly',
      'with open(target, "wb") as file:\n    for chunk in zipfly.ZipFly(paths=[{"fs": path, "n": path} for path in paths if os.path.isfile(path)]).generator(): file.write(chunk)',
    ),
  },
  {
    id: 'zipapps',
    name: 'zipapps',
    needs: ['pypi/zipapps'],
    commands: ['python3'],
    pack: (context) => {
      const folder = prepare(context, 'app', { 'app/__init__.py': '' });
      const env = createPythonEnvironment(context.packages);
      context.run('python3', ['-m', 'zipapps', '-c', '-a', 'app', '-o', context.archive], { cwd: folder, env });
    },
  },
  {
    id: 'chalice-package',
    name: '`chalice package`',
    needs: ['pypi/chalice'],
    commands: ['python3'],
    pack: (context) => {
      const folder = prepare(context, 'vendor', {
        'app.py':
          "from chalice import Chalice\napp = Chalice(app_name='x')\n@app.lambda_function()\ndef f(event, context):\n    return {}\n",
        'requirements.txt': '',
        '.chalice/config.json': json({ version: '2.0', app_name: 'x', stages: { dev: {} } }),
      });
      const env = createPythonEnvironment(context.packages, AWS);
      const text = 'from chalice.cli import main; main()';
      context.run('python3', ['-c', text, 'package', context.home], { cwd: folder, env });
      return path.join(context.home, 'deployment.zip');
    },
  },
  {
    id: 'maturin-wheel',
    name: '`maturin build`',
    needs: ['pypi/maturin'],
    commands: ['cargo'],
    pack: (context) => {
      const folder = prepare(context, 'python/x', {
        'python/x/__init__.py': '',
        ...RUST,
        'pyproject.toml':
          '[build-system]\nrequires = ["maturin"]\nbuild-backend = "maturin"\n[project]\nname = "x"\nversion = "1.0"\n[tool.maturin]\nbindings = "bin"\npython-source = "python"\n',
      });
      const maturin = path.join(context.packages[0], 'bin/maturin');
      context.run(maturin, ['build', '--offline', '--out', context.home], { cwd: folder });
      return wheelIn(context.home);
    },
  },
  {
    id: 'stream-zip',
    name: 'stream-zip',
    needs: ['pypi/stream-zip'],
    commands: ['python3'],
    pack: python(
      'import datetime, stat, stream_zip',
      `now = datetime.datetime(2026, 1, 1)
def member(path):
    mode, is_folder = os.stat(path).st_mode, os.path.isdir(path)
    content = () if is_folder else (open(path, "rb").read(),)
    return (path + "/" if is_folder else path, now, mode, stream_zip.ZIP_32, content)
with open(target, "wb") as file: file.writelines(stream_zip.stream_zip(map(member, paths)))`,
    ),
  },
  {
    id: 'zipstream-ng',
    name: 'zipstream-ng',
    needs: ['pypi/zipstream-ng'],
    commands: ['python3'],
    pack: python(
      'import zipstream',
      'with open(target, "wb") as file: file.writelines(zipstream.ZipStream.from_path(".", arcname="/"))',
    ),
  },
  {
    id: 'zappa-package',
    name: '`zappa package`',
    needs: ['pypi/zappa'],
    commands: ['python3'],
    pack: (context) => {
      const folder = prepare(context, '.', {
        'app.py': 'def app(environment, start):\n    return []\n',
        'zappa_settings.json': json({
          dev: {
            app_function: 'app.app',
            project_name: 'x',
            runtime: 'python3.11',
            s3_bucket: 'x',
            slim_handler: false,
          },
        }),
      });
      // An environment without packages: zappa takes all that are in it.
      context.run('python3', ['-m', 'venv', '--without-pip', 'environment'], { cwd: context.home });
      const environment = path.join(context.home, 'environment');
      const env = createPythonEnvironment(context.packages, { ...AWS, VIRTUAL_ENV: environment });
      const text = 'from zappa.cli import handle; handle()';
      context.run('python3', ['-c', text, 'package', 'dev', '--output', 'archive.zip'], { cwd: folder, env });
      return path.join(folder, 'archive.zip');
    },
  },
  {
    id: 'cargo-lambda',
    name: '`cargo lambda build`',
    needs: ['pypi-alone/cargo-lambda'],
    commands: ['cargo'],
    pack: (context) => {
      const folder = prepare(context, '.', RUST);
      const include = fs.readdirSync(context.project).flatMap((name) => ['--include', name]);
      const build = ['lambda', 'build', '--release', '--compiler', 'cargo', '--output-format', 'zip', ...include];
      context.run(path.join(context.packages[0], 'bin/cargo-lambda'), build, {
        cwd: folder,
        env: { ...process.env, CARGO_TARGET_DIR: path.join(folder, 'target') },
      });
      return path.join(folder, 'target/lambda/x/bootstrap.zip');
    },
  },
  serverless('serverless-esbuild', 'serverless-esbuild', 'serverless-esbuild', {
    lines:
      'plugins:\n  - serverless-esbuild\n' +
      'package:\n  patterns: [exec, data.txt, empty.txt, link, nested/**, void, größe.txt]\n',
    handler: 'handler.main',
    more: { ...PACKAGE_JSON, 'handler.js': 'exports.main = async () => ({});\n' },
    links: true,
  }),
  {
    id: 'zip-it-and-ship-it',
    name: "Netlify's zip-it-and-ship-it",
    needs: ['npm/@netlify/zip-it-and-ship-it'],
    pack: (context) => {
      const folder = prepare(context, 'functions/f', {
        ...PACKAGE_JSON,
        'functions/f/f.js': 'exports.handler = async () => ({ statusCode: 200 });\n',
      });
      const text = `import(require('node:url').pathToFileURL(process.argv[1] + '/node_modules/@netlify/zip-it-and-ship-it/dist/main.js').href)
        .then(({ zipFunction }) => zipFunction('functions/f', process.argv[2], { basePath: process.cwd(), config: { f: { includedFiles: ['functions/f/**'], includedFilesBasePath: process.cwd() } } }))`;
      context.run(process.execPath, ['-e', text, context.packages[0], context.home], { cwd: folder });
      return path.join(context.home, 'f.zip');
    },
  },
  {
    id: 'repro-zipfile',
    name: 'repro-zipfile',
    needs: ['pypi/repro-zipfile'],
    commands: ['python3'],
    pack: python('import repro_zipfile; archive = repro_zipfile.ReproducibleZipFile(target, "w", 8)', ADD_ALL),
  },
  {
    id: 'sozipfile',
    name: 'sozipfile, an index in each file',
    needs: ['pypi/sozipfile'],
    commands: ['python3'],
    pack: python(
      'import sozipfile.sozipfile as zipfile; archive = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, chunk_size=100)',
      ADD_ALL,
    ),
  },
  {
    id: 'zipfile-zstd',
    name: 'zipfile-zstd',
    needs: ['pypi/zipfile-zstd'],
    commands: ['python3'],
    pack: python(
      'import zipfile_zstd, zipfile; archive = zipfile.ZipFile(target, "w", zipfile.ZIP_ZSTANDARD)',
      ADD_ALL,
    ),
  },
  {
    id: 'dzip',
    name: 'dzip',
    needs: ['pypi/dzip'],
    commands: ['python3'],
    pack: ({ archive, run, packages }) =>
      void run('python3', [path.join(packages[0], 'bin/dzip'), archive, '.'], {
        env: createPythonEnvironment(packages),
      }),
  },
  {
    id: 'deterministic-zip-go',
    name: 'deterministic-zip of Go',
    needs: ['pypi/deterministic-zip-go'],
    pack: ({ archive, run, packages, project }) =>
      void run(path.join(packages[0], 'bin/deterministic-zip'), ['-r', archive, ...fs.readdirSync(project)], {
        env: createPythonEnvironment(packages),
      }),
  },
  {
    id: 'wheel-pack',
    name: '`wheel pack`',
    needs: ['pypi/wheel'],
    commands: ['python3'],
    pack: (context) => {
      const folder = prepare(context, '.', {
        'x-1.dist-info/WHEEL': 'Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
        'x-1.dist-info/METADATA': 'Metadata-Version: 2.1\nName: x\nVersion: 1\n',
        'x-1.dist-info/RECORD': '',
      });
      const env = createPythonEnvironment(context.packages);
      context.run('python3', ['-m', 'wheel', 'pack', '--dest-dir', context.home, folder], { env });
      return wheelIn(context.home);
    },
  },
  {
    id: 'zipstream-new',
    name: 'zipstream-new',
    needs: ['pypi/zipstream-new'],
    commands: ['python3'],
    pack: python(
      'import zipstream; archive = zipstream.ZipFile()',
      'for path in paths: archive.write(path)\nwith open(target, "wb") as file: file.writelines(archive)',
    ),
  },
  {
    id: 'fsspec-zip',
    name: 'fsspec, `ZipFileSystem`',
    needs: ['pypi/fsspec'],
    commands: ['python3'],
    pack: python(
      'import fsspec; archive = fsspec.filesystem("zip", fo=target, mode="w")',
      'for path in filter(os.path.isfile, paths): archive.pipe_file(path, open(path, "rb").read())\narchive.close()',
    ),
  },
];

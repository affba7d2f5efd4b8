/** Makers that pack functions for a cloud. They get the files where they expect files. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { binary, CARGO_PROJECT, createPythonEnvironment, PACKAGE_JSON, prepare } from '../makers.mjs';

/** Clients of clouds need a region and keys; nothing is sent. */
const AWS = {
  AWS_REGION: 'us-east-1',
  AWS_DEFAULT_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'x',
  AWS_SECRET_ACCESS_KEY: 'x',
};

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

export const FUNCTIONS = [
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
  serverless('serverless-esbuild', 'serverless-esbuild', 'serverless-esbuild', {
    lines:
      'plugins:\n  - serverless-esbuild\n' +
      'package:\n  patterns: [exec, data.txt, empty.txt, link, nested/**, void, größe.txt]\n',
    handler: 'handler.main',
    more: { ...PACKAGE_JSON, 'handler.js': 'exports.main = async () => ({});\n' },
    links: true,
  }),
  {
    id: 'claudia-pack',
    name: '`claudia pack`',
    needs: ['npm/claudia'],
    pack: (context) => {
      const folder = prepare(context, '.', {
        'package.json': JSON.stringify({ name: 'x', version: '1.0.0', files: ['*', 'nested', 'void'] }),
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
    id: 'chalice-package',
    name: '`chalice package`',
    needs: ['pypi/chalice'],
    commands: ['python3'],
    pack: (context) => {
      const folder = prepare(context, 'vendor', {
        'app.py':
          "from chalice import Chalice\napp = Chalice(app_name='x')\n@app.lambda_function()\ndef f(event, context):\n    return {}\n",
        'requirements.txt': '',
        '.chalice/config.json': JSON.stringify({ version: '2.0', app_name: 'x', stages: { dev: {} } }),
      });
      const env = createPythonEnvironment(context.packages, AWS);
      const text = 'from chalice.cli import main; main()';
      context.run('python3', ['-c', text, 'package', context.home], { cwd: folder, env });
      return path.join(context.home, 'deployment.zip');
    },
  },
  {
    id: 'zappa-package',
    name: '`zappa package`',
    needs: ['pypi/zappa'],
    commands: ['python3'],
    pack: (context) => {
      const folder = prepare(context, '.', {
        'app.py': 'def app(environment, start):\n    return []\n',
        'zappa_settings.json': JSON.stringify({
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
      const folder = prepare(context, '.', CARGO_PROJECT);
      const include = fs.readdirSync(context.project).flatMap((name) => ['--include', name]);
      const build = ['lambda', 'build', '--release', '--compiler', 'cargo', '--output-format', 'zip', ...include];
      context.run(path.join(context.packages[0], 'bin/cargo-lambda'), build, {
        cwd: folder,
        env: { ...process.env, CARGO_TARGET_DIR: path.join(folder, 'target') },
      });
      return path.join(folder, 'target/lambda/x/bootstrap.zip');
    },
  },
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
];

/** Makers that pack packages, extensions and applications. They get the files where they expect files. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { binary, CARGO_PROJECT, createPythonEnvironment, PACKAGE_JSON, prepare, pyproject } from '../makers.mjs';

const wheelIn = (folder) =>
  path.join(
    folder,
    fs.readdirSync(folder).find((name) => name.endsWith('.whl')),
  );

const WHEEL = `
import glob, os, shutil, sys
project, archive, home = sys.argv[1:4]
package = os.path.join(home, "source", "pkg")
shutil.copytree(project, package, symlinks=True)
open(os.path.join(package, "__init__.py"), "w").close()
os.chdir(os.path.join(home, "source"))
with open("pyproject.toml", "w") as file:
    file.write(sys.argv[4])
BUILD
shutil.copy(glob.glob(os.path.join(home, "dist", "*.whl"))[0], archive)
`;

/** The wheel of a build backend, by its hook. */
const wheel = (set, module, table, { id = `${set}-wheel`, name = `wheel of ${set}` } = {}) => {
  const build = `os.mkdir(os.path.join(home, "dist"))\nfrom ${module} import build_wheel\nbuild_wheel(os.path.join(home, "dist"))`;
  return {
    id,
    name,
    needs: [`pypi/${set}`],
    commands: ['python3'],
    pack: ({ archive, run, project, packages, home }) =>
      void run('python3', ['-c', WHEEL.replace('BUILD', build), project, archive, home, pyproject(module, table)], {
        env: createPythonEnvironment(packages),
      }),
  };
};

export const APPLICATIONS = [
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
        'package.json': JSON.stringify(manifest),
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
        'manifest.json': JSON.stringify({ manifest_version: 3, name: 'x', version: '1.0' }),
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
    id: 'maturin-wheel',
    name: '`maturin build`',
    needs: ['pypi/maturin'],
    commands: ['cargo'],
    pack: (context) => {
      const folder = prepare(context, 'python/x', {
        'python/x/__init__.py': '',
        ...CARGO_PROJECT,
        'pyproject.toml':
          '[build-system]\nrequires = ["maturin"]\nbuild-backend = "maturin"\n[project]\nname = "x"\nversion = "1.0"\n[tool.maturin]\nbindings = "bin"\npython-source = "python"\n',
      });
      const maturin = path.join(context.packages[0], 'bin/maturin');
      context.run(maturin, ['build', '--offline', '--out', context.home], { cwd: folder });
      return wheelIn(context.home);
    },
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
  wheel('hatchling', 'hatchling.build', '', { id: 'hatch-wheel' }),
  wheel(
    'setuptools',
    'setuptools.build_meta',
    '[tool.setuptools]\npackages = ["pkg"]\n[tool.setuptools.package-data]\npkg = ["**"]\n',
    { id: 'setuptools-wheel' },
  ),
  wheel('flit_core', 'flit_core.buildapi', '', { id: 'flit-wheel', name: 'wheel of flit' }),
  wheel('poetry-core', 'poetry.core.masonry.api', '', { id: 'poetry-wheel', name: 'wheel of poetry' }),
  wheel('pdm-backend', 'pdm.backend', '', { id: 'pdm-wheel', name: 'wheel of pdm' }),
];

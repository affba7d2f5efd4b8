import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setUpCommandSandbox } from '../../core/test/support/command-sandbox.js';
import { RUNNERS } from '../src/runners.js';
import { BIN, run, runHere } from './support/command.js';

const MODULES = fileURLToPath(new URL('../../../node_modules', import.meta.url));

const IMPORT = `import { ActionRunner } from '@actionrunner/core';\n`;
const CLASS = `class EchoRunner extends ActionRunner {
  verify() { return true; }
  async run(args) { return args.json; }
}`;
const ECHO = `${IMPORT}export default ${CLASS}\n`;
const COMMON = `const { ActionRunner } = require('@actionrunner/core');\n`;

/** As npm 11 writes it. */
const NPM_INIT = '{ "name": "mine", "version": "1.0.0", "type": "commonjs" }\n';

describe('the module of a runner', () => {
  const sandbox = setUpCommandSandbox();
  beforeEach(() => {
    sandbox.write('package.json', NPM_INIT);
    sandbox.write('action.txt', 'code');
    symlinkSync(MODULES, join(sandbox.folder, 'node_modules'));
  });

  const invoke = (file: string) => runHere(sandbox, ['invoke', 'action.txt', '--runner', file, '-p', 'a', '1']);

  it.each([
    ['an ES module named .mjs', 'runner.mjs', ECHO],
    ['a CommonJS module', 'runner.js', `${COMMON}module.exports = ${CLASS};\n`],
    ['a CommonJS module named .cjs', 'runner.cjs', `${COMMON}module.exports = ${CLASS};\n`],
    ['a CommonJS module with a default export', 'runner.js', `${COMMON}exports.default = ${CLASS};\n`],
  ])('may be %s', async (_, file, text) => {
    sandbox.write(file, text);
    expect(await run(sandbox, ['invoke', 'action.txt', '--runner', `./${file}`, '-p', 'a', '1'])).toMatchObject({
      code: 0,
      stdout: '{\n    "a": 1\n}\n',
    });
  });

  it.each<[string, string, string, string | RegExp, string]>([
    [
      'an ES module in a folder that npm init made',
      'runner.js',
      ECHO,
      'runner.js could not be loaded: SyntaxError: Cannot use import statement outside a module (runner.js:1:1)',
      'It is an ES module: set "type": "module" in package.json, or name it runner.mjs.',
    ],
    [
      'an ES module that only exports',
      'runner.js',
      'export default class {}\n',
      "SyntaxError: Unexpected token 'export' (runner.js:1:1)",
      'set "type": "module" in package.json, or name it runner.mjs.',
    ],
    [
      'a CommonJS module named .mjs',
      'runner.mjs',
      `${COMMON}module.exports = ${CLASS};\n`,
      /require is not defined in ES module scope.* \(runner\.mjs:1:26\)/,
      'It is written as a CommonJS module, but loaded as an ES module: name it runner.cjs, or write import and export.',
    ],
    [
      'an import from the command',
      'runner.mjs',
      "import { ActionRunner } from 'actionrunner';\nexport default class extends ActionRunner {}\n",
      "The requested module 'actionrunner' does not provide an export named 'ActionRunner'",
      'The package actionrunner is the command; import from @actionrunner/core.',
    ],
    [
      'a syntax error',
      'runner.mjs',
      `${IMPORT}\nexport default class extends ActionRunner {\n  build( {}\n}\n`,
      /SyntaxError: Unexpected token .* \(runner\.mjs:5:1\)/,
      'runner.mjs:5:1',
    ],
    [
      'a syntax error in a CommonJS module',
      'runner.cjs',
      'const a = 1;\nconst b = ;\n',
      "SyntaxError: Unexpected token ';'",
      '(runner.cjs:2:11)',
    ],
    [
      'a syntax error in a module that it imports',
      'runner.mjs',
      `process.stdout.write('never run');\nimport './lib/part.mjs';\n`,
      "./runner.mjs could not be loaded: SyntaxError: Unexpected token ';'",
      '(lib/part.mjs:2:11)',
    ],
    [
      'an export that a package does not have',
      'runner.mjs',
      `import { ActionRuner } from '@actionrunner/core';\n`,
      "does not provide an export named 'ActionRuner'",
      '(runner.mjs:1:10)',
    ],
    [
      'an exception',
      'runner.mjs',
      `${IMPORT}\nfunction configure() {\n  throw new Error('no licence');\n}\nconfigure();\n`,
      'could not be loaded: no licence',
      '(runner.mjs:4:9)',
    ],
    [
      'a package that is not installed',
      'runner.mjs',
      `import '@example/absent/part.js';\n`,
      "Cannot find package '@example/absent'",
      'Install it with npm install @example/absent.',
    ],
    [
      'an import without the ending of the file',
      'runner.mjs',
      `import './lib/part';\n`,
      'Cannot find module',
      'An import names the whole file: write .mjs at its end.',
    ],
    [
      'a class that is not the default export',
      'runner.mjs',
      `${IMPORT}export ${CLASS}\n`,
      'must have a subclass of ActionRunner, or an instance of one, as its default export. It exports EchoRunner',
      'write export default class EchoRunner',
    ],
    [
      'a class in an object that is exported',
      'runner.cjs',
      `${COMMON}module.exports = { Echo: ${CLASS} };\n`,
      'It exports Echo',
      'or module.exports = EchoRunner.',
    ],
    [
      'a function',
      'runner.mjs',
      `export default () => ({});\n`,
      'as its default export, not a function',
      'write export default class … extends ActionRunner.',
    ],
  ])('with %s is refused: the cause and the remedy', async (_, file, text, cause, remedy) => {
    sandbox.write('lib/part.mjs', 'const a = 1;\nconst b = ;\n');
    sandbox.write(file, text);
    const { code, stdout, stderr } = await invoke(`./${file}`);
    const line = stderr.split('\n').find((each) => each.startsWith('actionrunner: '));
    expect({ failed: code !== 0, stdout }).toEqual({ failed: true, stdout: '' });
    expect(line).toMatch(cause);
    expect(line).toContain(remedy);
  });
});

it('the program of the command knows which runners have a name', () => {
  const [, list = ''] = /^const RUNNERS = \[(.*)\];$/m.exec(readFileSync(BIN, 'utf8')) ?? [];
  expect(list).toBe(
    Object.keys(RUNNERS)
      .map((name) => `'${name}'`)
      .join(', '),
  );
});

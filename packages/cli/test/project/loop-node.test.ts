import { type StdioPipe, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
const TEMPLATE = 'packages/cli/templates/languages/loop-node/launcher.mjs';
const LAUNCHERS = [TEMPLATE, 'examples/custom-node/launcher.js'];

let folder: string;

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loop-node-'));
  fs.writeFileSync(path.join(folder, 'action.mjs'), 'export const main = (args) => args;\n');
});

afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

it.each(LAUNCHERS)('only a line feed ends a message: %s', (launcher) => {
  // readline ends a line at "\r" with every Node.js, and at U+2028 and U+2029 from 24 on.
  const values = [{ text: 'a\u2028b\u2029c' }, { large: 'x'.repeat(200_000) }, { n: 1 }];
  const messages = values.map((value) => `{"value":${JSON.stringify(value)},\r"deadline":"1"}\n`).join('');
  const answers = ['{"ok":true}', ...values.map((value) => JSON.stringify(value)), ''].join('\n');
  expect(launch(launcher, 'action.mjs', messages)).toEqual({ status: 0, stderr: '', answers });
});

const message = '{"value":{"name":"James"}}\n';

it('a result that JSON cannot have is an error of its activation, and the process goes on', () => {
  fs.writeFileSync(
    path.join(folder, 'main.mjs'),
    'let calls = 0;\nconst main = () => ({ calls: ++calls > 1 ? calls : 1n });',
  );
  const { status, answers } = launch(TEMPLATE, 'main.mjs', message + message);
  const expected = '{"ok":true}\n{"error":"Do not know how to serialize a BigInt"}\n{"calls":2}\n';
  expect({ status, answers }).toEqual({ status: 0, answers: expected });
});

describe('the function of an action', () => {
  it.each([
    [
      'a script',
      "const { basename } = require('node:path');\nfunction main({ name }) { return { name: basename(name) }; }",
    ],
    ['a constant of a script', 'const main = async ({ name }) => {\n  return { name };\n}; // no export'],
    ['an export of CommonJS', 'exports.main = ({ name }) => ({ name });'],
    ['a global', 'global.main = ({ name }) => ({ name });'],
    [
      'a script that imports',
      "const main = async ({ name }) => ({ name: (await import('node:path')).basename(name) });",
    ],
    [
      'a module',
      "import { basename } from 'node:path';\nexport const main = ({ name }) => ({ name: basename(name) });",
    ],
  ])('is that of %s', (_title, code) => {
    fs.writeFileSync(path.join(folder, 'main.mjs'), code);
    const answers = '{"ok":true}\n{"name":"James"}\n'; // of a script that imports, Node.js says in the logs that this is experimental
    expect(launch(TEMPLATE, 'main.mjs', message)).toMatchObject({ status: 0, answers });
  });

  it.each([
    ['a reserved word', 'default'],
    ['no identifier', 'say-hello'],
    ['that of a global function', 'fetch'],
  ])('may be exported with a name that is %s', (_title, name) => {
    fs.writeFileSync(path.join(folder, 'main.mjs'), `exports['${name}'] = ({ name }) => ({ name });`);
    const answers = '{"ok":true}\n{"name":"James"}\n';
    expect(launch(TEMPLATE, 'main.mjs', message, name)).toEqual({ status: 0, stderr: '', answers });
  });

  it('is not found by code in its name', () => {
    fs.writeFileSync(path.join(folder, 'main.mjs'), 'const main = { run: () => ({}) };');
    const { status, stderr } = launch(TEMPLATE, 'main.mjs', message, 'main.run');
    expect(status).toBe(1);
    expect(stderr).toContain('The action has no function named main.run; a module must export it.');
  });

  it.each([
    ['has another name', 'function hello() {}', 'The action has no function named main; a module must export it.'],
    [
      'is not exported',
      'export const hello = () => ({}); function main() {}',
      'The action has no function named main;',
    ],
    ['has a mistake', 'function main( {', 'main.mjs:1\nfunction main( {'],
    ['has a mistake', 'function main( {', 'SyntaxError: Unexpected end of input (main.mjs:1)\n'],
    ['has a mistake in a module', 'export function main( {', '(main.mjs:1)\n'],
  ])('that %s fails the start', (_title, code, reason) => {
    fs.writeFileSync(path.join(folder, 'main.mjs'), code);
    const { status, stderr, answers } = launch(TEMPLATE, 'main.mjs', message);
    expect({ status, answers }).toEqual({ status: 1, answers: '' });
    expect(stderr).toContain(reason);
  });
});

function launch(launcher: string, action: string, input: string, name = 'main') {
  const args = [path.join(ROOT, launcher), path.join(folder, action), name];
  const stdio: StdioPipe[] = ['pipe', 'pipe', 'pipe', 'pipe'];
  const { status, stderr, output } = spawnSync(process.execPath, args, { input, encoding: 'utf8', stdio });
  return { status, stderr, answers: output[3] };
}

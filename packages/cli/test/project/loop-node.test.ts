import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
const LAUNCHERS = ['packages/cli/templates/languages/loop-node/launcher.mjs', 'examples/custom-node/launcher.js'];

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
  const args = [path.join(ROOT, launcher), path.join(folder, 'action.mjs'), 'main'];
  const { status, stderr, output } = spawnSync(process.execPath, args, {
    input: messages,
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
  });
  const answers = ['{"ok":true}', ...values.map((value) => JSON.stringify(value)), ''].join('\n');
  expect({ status, stderr, answers: output[3] }).toEqual({ status: 0, stderr: '', answers });
});

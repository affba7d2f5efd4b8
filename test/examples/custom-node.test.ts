import { fileURLToPath } from 'node:url';
import { run } from '../../packages/cli/test/support/command.js';
import { placed, type Served, serve } from '../../packages/cli/test/support/served.js';
import { setUpCommandSandbox } from '../../packages/core/test/support/command-sandbox.js';
import { buildZip } from '../support/zip-builder.js';
import { expectToGreet } from './support/greets.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const RUNNER = './examples/custom-node/node-runner.js';
const HELLO = 'examples/custom-node/hello.mjs';

describe('examples/custom-node', () => {
  const sandbox = setUpCommandSandbox();
  let served: Served | undefined;
  beforeEach(() => {
    served = undefined;
  });

  it('runs an action with invoke --runner', () => expectToGreet(sandbox, HELLO, RUNNER));

  it('writes out all logs of an activation before its answer', async () => {
    const code = `export function main() {
      for (let line = 0; line < 2000; line++) console.log('x'.repeat(1000));
      return {};
    }`;
    const action = sandbox.write('loud.mjs', code);
    const { code: status, stderr } = await run(sandbox, ['invoke', action, '--runner', RUNNER], { cwd: ROOT });
    expect({ status, lines: stderr.split('\n').filter((line) => /^x{1000}$/.test(line)).length }).toEqual({
      status: 0,
      lines: 2000,
    });
  });

  it.each([
    [
      'a syntax error',
      'export const main = ;',
      /^actionrunner: .* initialized: node failed with exit status 1\./m,
      'broken.mjs:1\nexport const main = ;\n                    ^\n\nSyntaxError',
    ],
    [
      'a module that is missing',
      "import 'none-such';",
      /^actionrunner: .* before it was ready: .*'none-such'/m,
      'none-such',
    ],
    [
      'no entry point',
      'export const x = 1;',
      /^actionrunner: .* ready: TypeError: The action exports no/m,
      'TypeError',
    ],
  ])('fails the init for %s, with the message of node', async (_, code, message, logged) => {
    const action = sandbox.write('broken.mjs', code);
    const ended = await run(sandbox, ['invoke', action, '--runner', RUNNER], { cwd: ROOT });
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toMatch(message);
    expect(ended.stderr).toContain(logged);
  });

  describe('with serve', () => {
    const init = async (value: unknown) => {
      served = await serve(sandbox, [RUNNER, ...placed(sandbox)], undefined, { cwd: ROOT });
      expect(await served.post('/init', { value })).toEqual({ status: 200, body: { ok: true } });
      return async (value: unknown) => await (served as Served).post('/run', { value });
    };

    it('runs all activations in one process', async () => {
      const activate = await init({
        code: 'let n = 0;\nexport function main(args) { n++; return [n, process.pid, args]; }',
      });
      const first = await activate({ a: '❄' });
      expect(first).toEqual({ status: 200, body: [1, expect.any(Number), { a: '❄' }] });
      const [, pid] = first.body as [number, number];
      expect(await activate(['ü'])).toEqual({ status: 200, body: [2, pid, ['ü']] });
    });

    it('waits for an async function, and for a result of a megabyte', async () => {
      const activate = await init({
        code: "export async function main({ size }) {\n  await new Promise((resolve) => setTimeout(resolve, 50));\n  return { text: 'x'.repeat(size) };\n}",
      });
      expect(await activate({ size: 1_048_576 })).toEqual({ status: 200, body: { text: 'x'.repeat(1_048_576) } });
    });

    it('answers an exception with {"error"} and logs its stack; the next activation works', async () => {
      const activate = await init({
        code: "export async function main({ bad }) {\n  if (bad) throw new RangeError('too bad');\n  return { good: true };\n}",
      });
      expect(await activate({ bad: true })).toEqual({ status: 200, body: { error: 'too bad' } });
      expect(await activate({})).toEqual({ status: 200, body: { good: true } });
      expect(served?.output.stderr).toMatch(/^RangeError: too bad\n {4}at main \(.*index\.mjs:2:\d+\)$/m);
    });

    it('answers 502 when the process ends, and starts another', async () => {
      const activate = await init({
        code: "export function main({ bad }) {\n  if (bad) setTimeout(() => { throw new Error('too late'); });\n  return bad ? new Promise(() => {}) : { good: true };\n}",
      });
      expect(await activate({ bad: true })).toEqual({
        status: 502,
        body: { error: 'The action process exited with status 1 before it answered: Error: too late' },
      });
      expect(await activate({})).toEqual({ status: 200, body: { good: true } });
    });

    it('runs a zip with other modules', async () => {
      const zip = buildZip([
        { name: 'index.mjs', data: "import { text } from './lib/text.mjs';\nexport const main = () => ({ text });\n" },
        { name: 'lib/text.mjs', data: "export const text = 'from the zip';\n" },
      ]);
      const activate = await init({ code: zip.toString('base64'), binary: true });
      expect(await activate({})).toEqual({ status: 200, body: { text: 'from the zip' } });
    });
  });
});

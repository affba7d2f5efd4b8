import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterTest, temporaryDirectory } from '../../../../test/support/clean-up.js';
import { serveScript } from '../support/actions.js';
import { run } from '../support/connection.js';
import { FRAME } from '../support/frame.js';

const MEGABYTE = { payload: 'x'.repeat(1024 * 1024) };
/** Far more than the second it should take, far less than the child holds on. */
const PATIENCE_MS = 240_000;

describe('an action that closes stdin early with 1 MB of input', () => {
  test.each([
    { what: 'without reading', script: `exec <&-; echo '{"a":1}'` },
    { what: 'after one byte', script: `head -c 1 >/dev/null; exec <&-; echo '{"a":1}'` },
    { what: 'and goes on', script: `exec <&-; sleep 0.2; echo '{"a":1}'` },
  ])('$what → its result', async ({ script }) => {
    const { url, logs } = await serveScript(script);

    const answer = await run(url, MEGABYTE);

    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({ a: 1 });
    expect(logs.stdout + logs.stderr).toBe(FRAME.repeat(2));
  });
});

test.each(['SIGKILL', 'SIGSEGV', 'SIGTERM'])(
  'one killed by %s: the signal is named in the logs, and the server keeps serving',
  async (signal) => {
    const { url, logs } = await serveScript(
      `case "$1" in *die*) echo last words; kill -${signal.slice(3)} $$;; esac`,
      `echo '{"alive":true}'`,
    );

    const answer = await run(url, { die: 1 });

    expect(answer.status).toBe(502);
    expect(answer.json).toEqual({ error: `The action was killed by ${signal}.` });
    expect(logs.stdout).toBe(`last words\n${FRAME}`);
    expect(logs.stderr).toBe(`The action was killed by ${signal}.\n${FRAME}`);
    expect((await run(url)).json).toEqual({ alive: true });
  },
);

test.each([
  { what: 'of its group', start: '' },
  { what: 'that left its group', start: 'setsid ' },
])('a background child $what holding stdout open for ten minutes does not delay the answer', async ({ start }) => {
  const pidFile = join(temporaryDirectory(), 'pid');
  const { url, logs } = await serveScript(
    // The child says its pid before the action ends.
    `${start}sh -c 'echo $$ > ${pidFile}; exec sleep 60' &`,
    `until [ -s '${pidFile}' ]; do sleep 0.02; done`,
    `echo log; echo '{"a":1}'`,
  );
  afterTest(() => endProcess(Number(readFileSync(pidFile, 'utf8'))));
  const started = Date.now();

  expect((await run(url)).json).toEqual({ a: 1 });

  expect(Date.now() - started).toBeLessThan(PATIENCE_MS);
  expect(logs.stdout).toBe(`log\n${FRAME}`);
});

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

test('an action that forks and exits non-zero with a valid last line → 200', async () => {
  const { url } = await serveScript('sleep 60 &', '(exit 7) & wait $!', `echo '{"a":1}'`, 'exit 7');

  const answer = await run(url);

  expect(answer.status).toBe(200);
  expect(answer.json).toEqual({ a: 1 });
});

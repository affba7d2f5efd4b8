import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { type ConformanceCase, defineCase } from '../case/case.js';
import type { CaseContext } from '../case/case-context.js';
import type { Runtime } from '../case/runtime.js';
import { script } from './support/script.js';
import { SOURCES } from './support/sources.js';

const { invoker, defect } = SOURCES;
const OWN = 'ActionRunner, docs/reference/faults.md';
const NO_DEADLINE = `${defect}: none reads the deadline; the platform then gets neither an error nor all of the logs`;

const OK = { ok: true };

/** How long an activation has in the cases of deadlines. */
const LIMIT_MS = 2_000;
/** The same where it must be long enough for a moment between SIGTERM and SIGKILL. */
const WARNED_LIMIT_MS = 5_000;
/** The largest logs of an activation that the platform keeps. */
const LOG_LIMIT = 10 * 1024 * 1024;

function deadline(limitMs = LIMIT_MS): { readonly deadline: string } {
  return { deadline: String(Date.now() + limitMs) };
}

/** An action that does something when its parameters have a word, and answers `{"ok": true}` otherwise. */
function unless(word: string, ...body: readonly string[]): ReturnType<typeof script> {
  return script('case $(cat) in', `*${word}*)`, ...body, ';;', 'esac', `echo '{"ok": true}'`);
}

async function expectNext(t: CaseContext, runtime: Runtime): Promise<void> {
  t.expectAnswer(await runtime.run({}), { status: 200, json: OK }, 'the next POST /run');
}

/** What happens when something goes wrong. */
export const FAULTS_CASES: readonly ConformanceCase[] = [
  defineCase(
    {
      id: 'faults/crash-is-named',
      title: 'the error or the logs name the signal that killed the action',
      severity: 'recommended',
      source: `${defect}: a crash, an exhausted memory and a missing result all read alike`,
      remedy: 'Name the signal in the error or in a line of stderr.',
      needs: ['crash'],
      requires: ['logs'],
    },
    async (t) => {
      const runtime = await t.startWith('crash');
      await runtime.logs({ frames: 0 });
      const { text } = await runtime.run({});
      const { stdout, stderr } = await runtime.logs();
      t.expect(text + stdout + stderr, 'the answer and the logs').toMatch(/SIG|signal|segmentation|killed/i);
    },
  ),
  defineCase(
    {
      id: 'faults/crash-after-result',
      title: 'an action that is killed after it has written a result has failed',
      severity: 'informative',
      source: OWN,
      remedy: 'Look at how the process ended before you take its last line for a result.',
      supports: ['executables'],
    },
    async (t) => {
      const runtime = await t.startWith(script(`echo '{"done": 1}'`, 'kill -KILL $$'));
      t.expectAnswer(await runtime.run({}), { status: 502, error: true }, 'POST /run');
    },
  ),
  defineCase(
    {
      id: 'faults/deadline',
      title: 'an activation that reaches its deadline is answered with 502',
      severity: 'recommended',
      source: NO_DEADLINE,
      remedy: 'Stop the action a little before the deadline of the message, and answer 502.',
      needs: ['sleep'],
    },
    async (t) => {
      const runtime = await t.startWith('sleep');
      const answer = await runtime.run({ ms: 8_000 }, deadline());
      t.expectAnswer(answer, { status: 502, error: true }, `POST /run with a deadline in ${LIMIT_MS} ms`);
    },
  ),
  defineCase(
    {
      id: 'faults/deadline-is-named',
      title: 'the error for an activation that reached its deadline says so, as the platform does',
      severity: 'informative',
      source: `${invoker}: "The action exceeded its time limits of 60000 milliseconds."`,
      remedy: 'Use the sentence of the platform, with the milliseconds of the limit.',
      needs: ['sleep'],
    },
    async (t) => {
      const runtime = await t.startWith('sleep');
      const answer = await runtime.run({ ms: 6_000 }, deadline());
      if (answer.status === 200) t.skip('the activation is not stopped');
      t.expectAnswer(answer, { error: /^The action exceeded its time limits of \d+ milliseconds\.$/ }, 'POST /run');
    },
  ),
  defineCase(
    {
      id: 'faults/deadline-ends-all',
      title: 'at the deadline an action that ignores SIGTERM is killed',
      severity: 'recommended',
      source: NO_DEADLINE,
      remedy: 'Send SIGKILL to the process group if it has not exited before the deadline.',
      supports: ['executables'],
    },
    async (t) => {
      const runtime = await t.startWith(script("trap '' TERM", 'sleep 4', 'sleep 4', `echo '{"ok": true}'`));
      const answer = await runtime.run({}, deadline());
      t.expectAnswer(answer, { status: 502, error: true }, 'POST /run');
      t.expect(Math.round(answer.durationMs), 'the milliseconds until the answer').toBeBelow(6_000);
    },
  ),
  defineCase(
    {
      id: 'faults/deadline-warns',
      title: 'at the deadline the action gets SIGTERM first, and can clean up',
      severity: 'informative',
      source: OWN,
      remedy: 'Send SIGTERM a moment before SIGKILL, and log what the action still writes.',
      supports: ['executables'],
      requires: ['logs'],
      exclusive: true,
    },
    async (t) => {
      const runtime = await t.startWith(script("trap 'echo cleaned up >&2; exit' TERM", 'sleep 5 & wait'));
      await runtime.logs({ frames: 0 });
      await runtime.run({}, deadline(WARNED_LIMIT_MS));
      const { stderr } = await runtime.logs();
      t.expect(stderr, 'stderr').toMatch('cleaned up');
    },
  ),
  defineCase(
    {
      id: 'faults/deadline-keeps-logs',
      title: 'what an action has written before its deadline is in the logs, and has its frame',
      severity: 'recommended',
      source: NO_DEADLINE,
      remedy: 'Write the logs while the action runs, and the frame before the answer.',
      supports: ['executables'],
      requires: ['logs'],
    },
    async (t) => {
      const runtime = await t.startWith(script('echo working', 'echo working >&2', 'exec sleep 5'));
      await runtime.logs({ frames: 0 });
      const { status } = await runtime.run({}, deadline());
      if (status === 200) t.skip('the activation is not stopped');
      const { lines, frames } = await runtime.logs();
      t.expect(frames, 'the sentinels').toBe({ stdout: 1, stderr: 1 });
      t.expect(lines.stdout.includes('working') && lines.stderr.includes('working'), 'both lines are there').toBe(true);
    },
  ),
  defineCase(
    {
      id: 'faults/after-deadline',
      title: 'after an activation that reached its deadline, the next one works',
      severity: 'recommended',
      source: `${invoker}: may use the container again`,
      remedy: 'Stop all processes of the action at its deadline, and start a new one for the next activation.',
      needs: ['sleep'],
    },
    async (t) => {
      const runtime = await t.startWith('sleep');
      const { status } = await runtime.run({ ms: 4_000 }, deadline());
      if (status === 200) t.skip('the activation is not stopped');
      t.expectAnswer(await runtime.run({ ms: 1 }), { status: 200, json: OK }, 'the next POST /run');
    },
  ),
  defineCase(
    {
      id: 'faults/child-holds-output',
      title: 'a process in the background that keeps stdout open does not delay the answer',
      severity: 'recommended',
      source: `${defect}: a child that holds stdout delays the answer, or the answer never comes`,
      remedy: 'Answer when the action has exited, not when its streams are closed.',
      needs: ['child'],
    },
    async (t) => {
      const runtime = await t.startWith('child');
      const answer = await runtime.run({});
      t.expectAnswer(answer, { status: 200, json: OK }, 'POST /run');
      t.expect(Math.round(answer.durationMs), 'the milliseconds until the answer').toBeBelow(8_000);
    },
  ),
  defineCase(
    {
      id: 'faults/child-is-stopped',
      title: 'a process that an action leaves in the background is gone in the next activation',
      severity: 'recommended',
      source: `${OWN}: what is left behind uses memory and processor time that others pay for`,
      remedy: 'Start the action as the leader of a process group, and kill the group when it has exited.',
      supports: ['executables'],
    },
    async (t) => {
      const runtime = await t.startWith(
        script(
          'if [ -e beats ]; then',
          'before=$(wc -l < beats); sleep 0.5; after=$(wc -l < beats)',
          '[ "$before" = "$after" ] && left=false || left=true',
          'else',
          'left=false; count=0',
          'while [ $count -lt 100 ]; do echo >> beats; sleep 0.1; count=$((count + 1)); done > /dev/null 2>&1 &',
          'fi',
          'echo "{\\"left\\": $left}"',
        ),
      );
      await runtime.run({});
      t.expectAnswer(await runtime.run({}), { status: 200, json: { left: false } }, 'the second POST /run');
    },
  ),
  defineCase(
    {
      id: 'faults/closes-output',
      title: 'an action that closes its output and continues is answered when it exits',
      severity: 'informative',
      source: OWN,
      remedy: 'Wait for the exit of the process, not for the end of its output.',
      supports: ['executables'],
    },
    async (t) => {
      const runtime = await t.startWith(
        script(`echo '{"ok": true}'`, 'exec >&- 2>&-', 'sleep 0.7', 'echo done > finished'),
      );
      const answer = await runtime.run({});
      t.expectAnswer(answer, { status: 200, json: OK }, 'POST /run');
      t.expect(Math.round(answer.durationMs), 'the milliseconds until the answer').toBeAtLeast(500);
    },
  ),
  defineCase(
    {
      id: 'faults/long-line-without-newline',
      title: 'a log line of 200 kB on stderr without a newline is in the logs whole',
      severity: 'recommended',
      source: OWN,
      remedy: 'Read the streams in pieces, and do not limit the length of a line.',
      supports: ['executables'],
      requires: ['logs'],
    },
    async (t) => {
      const runtime = await t.startWith(script("head -c 200000 /dev/zero | tr '\\0' x >&2", `echo '{"ok": true}'`));
      await runtime.logs({ frames: 0 });
      await expectNext(t, runtime);
      const { stderr } = await runtime.logs();
      t.expect(stderr.match(/x+/)?.[0].length ?? 0, 'the letters in stderr').toBe(200_000);
    },
  ),
  defineCase(
    {
      id: 'faults/log-limit',
      title: 'logs beyond the limit of the platform are dropped, and a line says so',
      severity: 'informative',
      source: `${invoker}: keeps at most 10 MiB of an activation's logs`,
      remedy: 'Count what an activation writes, drop what is beyond 10 MiB, and say so in the last line of stderr.',
      needs: ['flood'],
      requires: ['logs'],
      exclusive: true,
    },
    async (t) => {
      const runtime = await t.startWith('flood');
      await runtime.logs({ frames: 0 });
      t.expectAnswer(await runtime.run({ lines: 12_000 }), { status: 200, json: OK }, 'POST /run');
      const { bytes, stderr } = await runtime.logs();
      t.expect(bytes.stdout.length, 'the bytes of stdout').toBeBelow(LOG_LIMIT + 100_000);
      t.expect(stderr, 'stderr').toMatch(/limit|truncated|exceed/i);
    },
  ),
  defineCase(
    {
      id: 'faults/result-is-not-utf-8',
      title: 'a result that is not UTF-8 is answered with valid JSON in UTF-8',
      severity: 'informative',
      source: 'RFC 8259, 8.1: JSON between systems is UTF-8',
      remedy: 'Replace what is not UTF-8 by U+FFFD, or answer 502.',
      supports: ['executables'],
    },
    async (t) => {
      const runtime = await t.startWith(script(String.raw`printf '{"a": "caf\351"}\n'`));
      const answer = await runtime.run({});
      if (answer.status === 502) return;
      t.expectAnswer(answer, { status: 200, json: { a: 'caf\uFFFD' } }, 'POST /run');
      t.expect(answer.bytes.includes(0xe9), 'the answer has the byte e9').toBe(false);
    },
  ),
  defineCase(
    {
      id: 'faults/environment-too-large',
      title: 'with more variables than a process can have, the activation fails with 502, or runs with fewer',
      severity: 'informative',
      source: `${OWN}: E2BIG`,
      remedy: 'Catch the error of starting the process and answer 502, or leave variables out and say so in the logs.',
      supports: ['executables'],
    },
    async (t) => {
      const names = Array.from({ length: 60 }, (_, index) => [`CONFORMANCE_${index}`, 'x'.repeat(120_000)]);
      const runtime = await t.start();
      const init = await runtime.initSample(script(`echo '{"ok": true}'`), { env: Object.fromEntries(names) });
      if (init.status !== 200) return t.expectAnswer(init, { status: 502, error: true }, 'POST /init');
      t.expect((await runtime.run({})).status, 'the status of POST /run').toBeOneOf(200, 502);
    },
  ),
  defineCase(
    {
      id: 'faults/action-deletes-itself',
      title: 'when the action has deleted its own file, the next activation is answered with 502',
      severity: 'informative',
      source: OWN,
      remedy: 'Catch the error of starting the process, and answer 502 with what is wrong.',
      supports: ['executables'],
    },
    async (t) => {
      const runtime = await t.startWith(script('rm "$0"', `echo '{"ok": true}'`));
      await expectNext(t, runtime);
      t.expectAnswer(await runtime.run({}), { status: 502, error: true }, 'the second POST /run');
    },
  ),
  defineCase(
    {
      id: 'faults/after-signal-of-action',
      title: 'an action that ends itself with SIGTERM does not stop the runtime',
      severity: 'recommended',
      source: `${OWN}: the action kills itself with SIGTERM`,
      remedy: 'Treat it like any other crash.',
      supports: ['executables'],
    },
    async (t) => {
      const runtime = await t.startWith(unless('special', 'kill -TERM $$', 'sleep 1'));
      t.expectAnswer(await runtime.run({ do: 'special' }), { status: 502, error: true }, 'POST /run');
      await expectNext(t, runtime);
    },
  ),
  defineCase(
    {
      id: 'faults/not-http',
      title: 'a request that is not HTTP does not stop the runtime',
      severity: 'recommended',
      source: 'RFC 9112, 3: an invalid request line is answered with 400',
      remedy: 'Answer 400 or close the connection, and serve the others.',
      needs: ['sleep'],
    },
    async (t) => {
      const runtime = await t.startWith('sleep');
      await sendAndClose(runtime, 'this is not HTTP\r\n\r\n');
      t.expectAnswer(await runtime.run({ ms: 1 }), { status: 200, json: OK }, 'POST /run after it');
    },
  ),
  defineCase(
    {
      id: 'faults/half-a-request',
      title: 'a client that sends half a body and disconnects does not run the action',
      severity: 'required',
      source: 'RFC 9112, 8: a message whose body is shorter than its Content-Length is incomplete',
      remedy: 'Run an activation only when its whole body has arrived.',
      supports: ['executables'],
    },
    async (t) => {
      const runtime = await t.startWith(
        script(
          'case $(cat) in *count*) ;; *) echo run >> runs ;; esac',
          'printf \'{"runs": %d}\\n\' "$(cat runs 2>/dev/null | wc -l)"',
        ),
      );
      await sendAndClose(
        runtime,
        'POST /run HTTP/1.1\r\nHost: runtime\r\nContent-Type: application/json\r\nContent-Length: 40\r\n\r\n{"value": {}}',
      );
      t.expectAnswer(await runtime.run({ count: 1 }), { status: 200, json: { runs: 0 } }, 'POST /run after it');
    },
  ),
  defineCase(
    {
      id: 'faults/compressed-body',
      title: 'a compressed body is refused, or read; it does not count as an empty one',
      severity: 'informative',
      source: 'RFC 9110, 15.5.16: 415 Unsupported Media Type',
      remedy: 'Answer 415 to a request with a Content-Encoding.',
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      const body = gzipSync(JSON.stringify({ value: { name: 'James' } }));
      const answer = await runtime.post('/run', body, { headers: { 'content-encoding': 'gzip' } });
      if (answer.status === 200) t.expectAnswer(answer, { json: { name: 'James' } }, 'POST /run');
      else t.expect(answer.status, 'the status of POST /run').toBeOneOf(400, 415);
    },
  ),
  defineCase(
    {
      id: 'faults/large-headers',
      title: 'headers of 100 kB do not stop the runtime',
      severity: 'informative',
      source: 'RFC 6585, 5: 431 Request Header Fields Too Large',
      remedy: 'Answer 431 or close the connection, and serve the others.',
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      const header = randomBytes(50_000).toString('hex');
      await sendAndClose(runtime, `POST /run HTTP/1.1\r\nHost: runtime\r\nX-Large: ${header}\r\n\r\n`);
      t.expectAnswer(await runtime.run({ a: 1 }), { status: 200, json: { a: 1 } }, 'POST /run after it');
    },
  ),
  defineCase(
    {
      id: 'faults/health',
      title: 'GET /health is answered with 200 before an init',
      severity: 'informative',
      source: `${defect}: no runtime has a health check`,
      remedy: 'Answer GET /health with 200 as soon as requests are accepted.',
      requires: ['fresh'],
    },
    async (t) => {
      const runtime = await t.start();
      t.expectAnswer(await runtime.request('GET', '/health', undefined), { status: 200 }, 'GET /health');
    },
  ),
];

/** Sends bytes, ends the connection, and waits until it is closed, however it is. */
async function sendAndClose({ address }: Runtime, text: string): Promise<void> {
  const socket = connect({ ...address });
  socket.on('error', () => undefined); // the runtime may reset it
  socket.resume();
  socket.end(text);
  const closed = new Promise((resolve) => socket.on('close', resolve));
  await Promise.race([closed, sleep(500)]);
  socket.destroy();
}

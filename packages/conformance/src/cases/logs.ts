import { setTimeout as sleep } from 'node:timers/promises';
import { type ConformanceCase, defineCase } from '../case/case.js';
import type { CaseContext } from '../case/case-context.js';
import type { Logs } from '../logs/runtime-logs.js';
import { SENTINEL } from '../logs/sentinel.js';
import { script } from './support/script.js';
import { SOURCES } from './support/sources.js';

const { document, invoker, kit, skeleton, own, defect } = SOURCES;
const FRAME = { stdout: 1, stderr: 1 };
const NO_FRAME = { stdout: 0, stderr: 0 };

/** How soon after the answer the logs have to be there. */
const IMMEDIATELY_MS = 150;

/** The least time between a line and the answer of the case about live logs, whose action waits three seconds. */
const LIVE_MS = 200;

/** The two log streams, and the lines that end the logs of an activation. */
export const LOGS_CASES: readonly ConformanceCase[] = [
  defineCase(
    {
      id: 'logs/frame-on-stdout',
      title: 'an activation ends its logs on stdout with the sentinel, alone on a line, once',
      severity: 'required',
      source: `${document}: Logging; ${kit}: checkStreams`,
      remedy: `Write ${SENTINEL} and a newline to stdout after each activation.`,
      needs: ['log'],
      requires: ['logs'],
    },
    async (t) => {
      const { stdout } = await logsOf(t, 'log');
      t.expect(frameLines(stdout), 'the lines of stdout that are the sentinel').toBe(1);
      t.expect(lastLine(stdout), 'the last line of stdout').toBe(SENTINEL);
    },
  ),
  defineCase(
    {
      id: 'logs/frame-on-stderr',
      title: 'an activation ends its logs on stderr with the sentinel, alone on a line, once',
      severity: 'required',
      source: `${document}: Logging; ${kit}: checkStreams`,
      remedy: `Write ${SENTINEL} and a newline to stderr after each activation, too.`,
      needs: ['log'],
      requires: ['logs'],
    },
    async (t) => {
      const { stderr } = await logsOf(t, 'log');
      t.expect(frameLines(stderr), 'the lines of stderr that are the sentinel').toBe(1);
      t.expect(lastLine(stderr), 'the last line of stderr').toBe(SENTINEL);
    },
  ),
  defineCase(
    {
      id: 'logs/frame-for-each-activation',
      title: 'three activations have three frames',
      severity: 'required',
      source: `${document}: Logging`,
      remedy: 'Write the sentinel after every activation, not only after the first one.',
      needs: ['echo'],
      requires: ['logs'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      for (let count = 0; count < 3; count += 1) await runtime.run({ count });
      const { frames } = await runtime.logs({ frames: 3 });
      t.expect(frames, 'the sentinels').toBe({ stdout: 3, stderr: 3 });
    },
  ),
  defineCase(
    {
      id: 'logs/stdout',
      title: 'what the action writes to stdout is in the stdout of the runtime',
      severity: 'required',
      source: `${document}: Logging`,
      remedy: 'Pass the output of the action on to your own stdout.',
      needs: ['log'],
      requires: ['logs'],
    },
    async (t) => {
      const { lines } = await logsOf(t, 'log');
      t.expect(lines.stdout, 'the lines of stdout').toSatisfy((all) => contains(all, 'hello stdout'), '"hello stdout"');
    },
  ),
  defineCase(
    {
      id: 'logs/stderr',
      title: 'what the action writes to stderr is in the stderr of the runtime',
      severity: 'required',
      source: `${document}: Logging`,
      remedy: 'Pass the errors of the action on to your own stderr, not to stdout.',
      needs: ['log'],
      requires: ['logs'],
    },
    async (t) => {
      const { lines } = await logsOf(t, 'log');
      t.expect(lines.stderr, 'the lines of stderr').toSatisfy((all) => contains(all, 'hello stderr'), '"hello stderr"');
    },
  ),
  defineCase(
    {
      id: 'logs/streams-apart',
      title: 'the two streams are not mixed',
      severity: 'required',
      source: `${document}: Logging; the platform stores which stream a line comes from`,
      remedy: 'Keep stdout and stderr of the action apart.',
      needs: ['log'],
      requires: ['logs'],
    },
    async (t) => {
      const { stdout, stderr } = await logsOf(t, 'log');
      t.expect(stdout, 'stdout').notToMatch('hello stderr');
      t.expect(stderr, 'stderr').notToMatch('hello stdout');
    },
  ),
  defineCase(
    {
      id: 'logs/before-the-answer',
      title: 'all logs are written before the answer is sent',
      severity: 'required',
      source: `${invoker}: collects the logs of custom images when it has the answer, without waiting for the sentinel`,
      remedy: 'Flush the logs and the sentinel of both streams, then answer.',
      needs: ['log'],
      requires: ['logs'],
    },
    async (t) => {
      const runtime = await t.startWith('log');
      await runtime.logs({ frames: 0 });
      t.expectAnswer(await runtime.run({}), { status: 200 }, 'POST /run');
      const { frames } = await runtime.logs({ limitMs: IMMEDIATELY_MS });
      t.expect(frames, `the sentinels ${IMMEDIATELY_MS} ms after the answer`).toBe(FRAME);
    },
  ),
  defineCase(
    {
      id: 'logs/silent-start',
      title: 'the runtime writes nothing when it starts',
      severity: 'recommended',
      source: `${kit}: compares both streams with what the action wrote`,
      remedy: 'Print no banner, no address and no warning at the start.',
      requires: ['logs', 'fresh'],
    },
    async (t) => {
      const runtime = await t.start();
      const { stdout, stderr } = await runtime.logs({ frames: 0 });
      t.expect({ stdout, stderr }, 'the logs').toBe({ stdout: '', stderr: '' });
    },
  ),
  defineCase(
    {
      id: 'logs/silent-init',
      title: 'a successful init writes nothing',
      severity: 'recommended',
      source: `${kit}: compares both streams with what the action wrote`,
      remedy: 'Log no requests, and write no sentinel after a successful init.',
      needs: ['echo'],
      requires: ['logs'],
    },
    async (t) => {
      const runtime = await t.start();
      await runtime.logs({ frames: 0 });
      t.expectAnswer(await runtime.initSample(t.sample('echo')), { status: 200 }, 'POST /init');
      const { stdout, stderr } = await runtime.logs({ frames: 0 });
      t.expect({ stdout, stderr }, 'the logs of the init').toBe({ stdout: '', stderr: '' });
    },
  ),
  defineCase(
    {
      id: 'logs/silent-run',
      title: 'an activation that logs nothing has nothing but the frame in its logs',
      severity: 'recommended',
      source: `${kit}: compares both streams with empty`,
      remedy: 'Log no requests, and nothing about the activation as long as nothing is wrong.',
      needs: ['echo'],
      requires: ['logs'],
    },
    async (t) => {
      const { lines } = await logsOf(t, 'echo');
      t.expect(lines, 'the lines besides the frame').toBe({ stdout: [], stderr: [] });
    },
  ),
  defineCase(
    {
      id: 'logs/frame-after-invalid-result',
      title: 'an activation that is answered with 502 has its frame',
      severity: 'recommended',
      source: `${kit}: checks the logs of failed activations, too`,
      remedy: 'Write the sentinel in every case, before the answer.',
      needs: ['scalar'],
      requires: ['logs'],
    },
    async (t) => {
      const { frames } = await logsOf(t, 'scalar', 502);
      t.expect(frames, 'the sentinels').toBe(FRAME);
    },
  ),
  defineCase(
    {
      id: 'logs/frame-after-crash',
      title: 'an activation whose process is killed has its frame',
      severity: 'recommended',
      source: `${kit}: checks the logs of failed activations, too`,
      remedy: 'Write the sentinel from the runtime, not from the action or its launcher.',
      needs: ['crash'],
      requires: ['logs'],
    },
    async (t) => {
      const { frames } = await logsOf(t, 'crash', 502);
      t.expect(frames, 'the sentinels').toBe(FRAME);
    },
  ),
  defineCase(
    {
      id: 'logs/frame-after-failed-init',
      title: 'an init that is answered with 502 has a frame',
      severity: 'recommended',
      source: `${skeleton}: an init that fails writes the sentinels`,
      remedy: 'Write the sentinel to both streams when an init fails, before the answer.',
      needs: ['broken'],
      requires: ['logs', 'fresh'],
    },
    async (t) => {
      const runtime = await t.start();
      await runtime.logs({ frames: 0 });
      const { status } = await runtime.initSample(t.sample('broken'));
      if (status === 200) t.skip('the init with broken code does not fail');
      const { frames } = await runtime.logs();
      t.expect(frames, 'the sentinels').toBe(FRAME);
    },
  ),
  defineCase(
    {
      id: 'logs/no-frame-after-second-init',
      title: 'a second init that is refused has no frame',
      severity: 'informative',
      source: `${skeleton}: logs the sentence only`,
      remedy: 'Write no sentinel when an init is refused.',
      needs: ['echo'],
      requires: ['logs', 'fresh'],
    },
    async (t) => {
      if (t.supports('reinit')) t.skip('the runtime accepts a repeated init');
      const runtime = await t.startWith('echo');
      await runtime.logs({ frames: 0 });
      await runtime.initSample(t.sample('echo'));
      const { frames } = await runtime.logs({ frames: 0 });
      t.expect(frames, 'the sentinels after the second init').toBe(NO_FRAME);
    },
  ),
  defineCase(
    {
      id: 'logs/no-frame-after-malformed-json',
      title: 'a body that is not JSON has no frame',
      severity: 'informative',
      source: `${own}: Logs`,
      remedy: 'Write no sentinel when a request is refused with 400.',
      needs: ['echo'],
      requires: ['logs'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      await runtime.logs({ frames: 0 });
      const { status } = await runtime.post('/run', '{"value": {');
      if (status !== 400) t.skip('it is not answered with 400');
      const { frames } = await runtime.logs({ frames: 0 });
      t.expect(frames, 'the sentinels').toBe(NO_FRAME);
    },
  ),
  defineCase(
    {
      id: 'logs/incomplete-last-line',
      title: 'an incomplete last line is completed before the sentinel',
      severity: 'recommended',
      source: `${invoker}: KubernetesClient compares the whole line, DockerToActivationLogStore drops the line with the sentinel`,
      remedy: 'Write a newline before the sentinel if the last line has none.',
      needs: ['unterminated'],
      requires: ['logs'],
    },
    async (t) => {
      const { lines, stderr } = await logsOf(t, 'unterminated');
      t.expect(frameLines(stderr), 'the lines of stderr that are the sentinel').toBe(1);
      t.expect(lines.stderr, 'the lines of stderr').toSatisfy((all) => contains(all, 'half a line'), '"half a line"');
    },
  ),
  defineCase(
    {
      id: 'logs/forged-end',
      title: 'an action that prints the sentinel does not end its logs',
      severity: 'recommended',
      source: `${own}: Logs; ${invoker}: looks for the sentinel anywhere in a line`,
      remedy: 'Change the text of the sentinel in the output of the action, such as its last letter.',
      needs: ['sentinel'],
      requires: ['logs'],
    },
    async (t) => {
      const { frames } = await logsOf(t, 'sentinel');
      t.expect(frames, 'the sentinels').toBe(FRAME);
    },
  ),
  defineCase(
    {
      id: 'logs/bytes',
      title: 'logs that are not UTF-8 pass unchanged, and the activation succeeds',
      severity: 'recommended',
      source: `${defect}: one such byte makes the skeleton answer 500, and the logs are lost`,
      remedy: 'Pass logs on as bytes; decode nothing.',
      needs: ['binary'],
      requires: ['logs'],
    },
    async (t) => {
      const { bytes } = await logsOf(t, 'binary');
      t.expect(bytes.stderr.toString('latin1'), 'the bytes of stderr').toMatch('caf\u00e9\n');
    },
  ),
  defineCase(
    {
      id: 'logs/result-is-not-logged',
      title: 'a valid result line is not in the logs',
      severity: 'recommended',
      source: `${skeleton}: takes the last line out of the logs`,
      remedy: 'Do not pass the last line on before you know whether it is the result.',
      supports: ['executables'],
      requires: ['logs'],
    },
    async (t) => {
      const { stdout } = await logsOf(t, script('echo working', `echo '{"secret": 1}'`));
      t.expect(stdout, 'stdout').notToMatch('secret');
    },
  ),
  defineCase(
    {
      id: 'logs/invalid-result-is-logged',
      title: 'a last line that is not a result is in the logs',
      severity: 'recommended',
      source: `${skeleton}: prints the invalid line; ${kit}: testNotReturningJson looks for it`,
      remedy: 'Write the invalid last line to stdout, before the sentinel.',
      supports: ['executables'],
      requires: ['logs'],
    },
    async (t) => {
      const { lines } = await logsOf(t, script('echo no result'), 502);
      t.expect(lines.stdout, 'the lines of stdout').toSatisfy((all) => contains(all, 'no result'), '"no result"');
    },
  ),
  defineCase(
    {
      id: 'logs/missing-result-is-explained',
      title: 'the logs of an action without any output say that something is wrong',
      severity: 'recommended',
      source: `${kit}: testInvalidAction looks for the word error in stdout`,
      remedy: 'Write a line such as "error: the action wrote no result" to the logs.',
      needs: ['exit'],
      requires: ['logs'],
    },
    async (t) => {
      const { lines } = await logsOf(t, 'exit', 502);
      t.expect([...lines.stdout, ...lines.stderr].join('\n'), 'the logs').toMatch(/\S/);
    },
  ),
  defineCase(
    {
      id: 'logs/live',
      title: 'logs appear while the action runs',
      severity: 'recommended',
      source: `${defect}: the skeleton shows the output when the process exits, so that nothing is left of one that hangs`,
      remedy: 'Pass on what the action writes as soon as it arrives.',
      supports: ['executables'],
      requires: ['logs'],
    },
    async (t) => {
      const runtime = await t.startWith(script('echo started >&2', 'sleep 3', `echo '{"ok": true}'`));
      await runtime.logs({ frames: 0 });
      let isAnswered = false;
      const answer = runtime.run({}).finally(() => {
        isAnswered = true;
      });
      answer.catch(() => undefined); // the runtime is stopped meanwhile
      while (!isAnswered) {
        const { stderr, frames } = await runtime.logs({ frames: 0 });
        await sleep(LIVE_MS);
        if (stderr.includes('started') && frames.stderr === 0 && !isAnswered) return;
      }
      t.fail('stderr had nothing before the answer', '"started" while the action runs', 'nothing until the answer');
    },
  ),
  defineCase(
    {
      id: 'logs/long-line',
      title: 'a line of 300 kB is in the logs whole',
      severity: 'recommended',
      source: `${own}: Logs`,
      remedy: 'Do not limit the length of a line, and do not wait for its end.',
      supports: ['executables'],
      requires: ['logs'],
    },
    async (t) => {
      const line = `head -c 300000 /dev/zero | tr '\\0' x >&2; echo >&2`;
      const { lines } = await logsOf(t, script(line, `echo '{"ok": true}'`));
      t.expect(
        lines.stderr.map(({ length }) => length),
        'the lengths of the lines of stderr',
      ).toBe([300_000]);
    },
  ),
  defineCase(
    {
      id: 'logs/many-lines',
      title: '2 MB of logs arrive whole, before the answer',
      severity: 'required',
      source: 'OpenWhisk, docs/reference.md, System limits: logs may have 10 MB',
      remedy: 'Wait until all of the output has been written, then write the sentinel and answer.',
      needs: ['flood'],
      requires: ['logs'],
    },
    async (t) => {
      const runtime = await t.startWith('flood');
      await runtime.logs({ frames: 0 });
      t.expectAnswer(await runtime.run({ lines: 2_000 }), { status: 200, json: { ok: true } }, 'POST /run');
      const { lines, frames } = await runtime.logs({ limitMs: 5_000 });
      t.expect(lines.stdout.filter(({ length }) => length === 1_000).length, 'the lines of stdout').toBe(2_000);
      t.expect(frames, 'the sentinels').toBe(FRAME);
    },
  ),
  defineCase(
    {
      id: 'logs/unicode',
      title: 'characters beyond ASCII are in the logs unchanged',
      severity: 'required',
      source: `${kit}: testUnicode looks for them in stdout`,
      remedy: 'Pass logs on as bytes, or read and write UTF-8 whatever the locale is.',
      supports: ['executables'],
      requires: ['logs'],
    },
    async (t) => {
      const { lines } = await logsOf(t, script(`echo '❄ ☃ ❄'`, `echo '{"ok": true}'`));
      t.expect(lines.stdout, 'the lines of stdout').toBe(['❄ ☃ ❄']);
    },
  ),
  defineCase(
    {
      id: 'logs/order',
      title: 'lines keep their order',
      severity: 'required',
      source: `${document}: Logging`,
      remedy: 'Write what arrives in the order in which it arrives.',
      supports: ['executables'],
      requires: ['logs'],
    },
    async (t) => {
      const { lines } = await logsOf(
        t,
        script('for n in 1 2 3 4 5 6 7 8 9; do echo "line $n"; done', `echo '{"ok": true}'`),
      );
      t.expect(lines.stdout, 'the lines of stdout').toBe([1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => `line ${number}`));
    },
  ),
];

/** The logs of one activation. */
async function logsOf(t: CaseContext, action: Parameters<CaseContext['startWith']>[0], status = 200): Promise<Logs> {
  const runtime = await t.startWith(action);
  await runtime.logs({ frames: 0 });
  t.expectAnswer(await runtime.run({}), { status }, 'POST /run');
  return await runtime.logs();
}

function frameLines(text: string): number {
  return text.split('\n').filter((line) => line === SENTINEL).length;
}

/** The last line, which has its newline. */
function lastLine(text: string): string {
  return text.endsWith('\n') ? (text.slice(0, -1).split('\n').at(-1) ?? '') : `${text} (without a newline)`;
}

function contains(lines: unknown, line: string): boolean {
  return Array.isArray(lines) && lines.includes(line);
}

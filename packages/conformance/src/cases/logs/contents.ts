import { setTimeout as sleep } from 'node:timers/promises';
import { type ConformanceCase, defineCase } from '../../case/case.js';
import { script } from '../support/script.js';
import { SOURCES } from '../support/sources.js';
import { contains, FRAME, logsOf } from './support.js';

const { document, kit, skeleton, own, defect } = SOURCES;

/** The least time between a line and the answer of the case about live logs, whose action waits three seconds. */
const LIVE_MS = 200;

/** What the logs say, byte for byte and in time. */
export const LOGS_CONTENTS_CASES: readonly ConformanceCase[] = [
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

import { type ConformanceCase, defineCase } from '../../case/case.js';
import { SENTINEL } from '../../logs/sentinel.js';
import { SOURCES } from '../support/sources.js';
import { contains, FRAME, frameLines, logsOf } from './support.js';

const { document, invoker, kit } = SOURCES;

/** How soon after the answer the logs have to be there. */
const IMMEDIATELY_MS = 150;

/** Both streams, and the frame of each. */
export const LOGS_STREAMS_CASES: readonly ConformanceCase[] = [
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
];

/** The last line, which has its newline. */
function lastLine(text: string): string {
  return text.endsWith('\n') ? (text.slice(0, -1).split('\n').at(-1) ?? '') : `${text} (without a newline)`;
}

import { type ConformanceCase, defineCase } from '../../case/case.js';
import { expectNoDelay } from '../support/expect-no-delay.js';
import { script } from '../support/script.js';
import { SOURCES } from '../support/sources.js';
import { OK, OWN } from './support.js';

const { invoker, defect } = SOURCES;

const NO_DEADLINE = `${defect}: none reads the deadline; the platform then gets neither an error nor all of the logs`;

/** How long an activation has in the cases of deadlines. */
const LIMIT_MS = 3_000;

/** How late the answer may be on any machine: the platform waits no longer than the deadline, so runtimes stop the action before it. */
const ALLOWED_LATE_MS = 1_500;

/** The same where it must be long enough for a moment between SIGTERM and SIGKILL. */
const WARNED_LIMIT_MS = 5_000;

/** An action that exceeds its deadline. */
export const FAULTS_DEADLINE_CASES: readonly ConformanceCase[] = [
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
      await expectNoDelay(t, {
        what: `the answer after a deadline in ${LIMIT_MS} ms`,
        allowedMs: LIMIT_MS + ALLOWED_LATE_MS,
        async measure() {
          const answer = await runtime.run({ ms: 8_000 }, deadline());
          t.expectAnswer(answer, { status: 502, error: true }, `POST /run with a deadline in ${LIMIT_MS} ms`);
          return answer.durationMs;
        },
        comparison: 'that of an activation that does not sleep',
        compare: async () => (await runtime.run({ ms: 1 })).durationMs,
      });
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
      const answer = await runtime.run({ ms: 8_000 }, deadline());
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
      const runtime = await t.startWith(
        script(
          'if [ -e started ]; then [ -e finished ] && finished=true || finished=false',
          `else touch started; trap '' TERM; sleep 4; sleep 4; touch finished`,
          'fi',
          `echo "{\\"finished\\": $finished}"`,
        ),
      );
      t.expectAnswer(await runtime.run({}, deadline()), { status: 502, error: true }, 'POST /run');
      const next = await runtime.run({});
      if (next.status === 200) t.expect(next.json, 'what the next POST /run sees of it').toBe({ finished: false });
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
      const runtime = await t.startWith(script('echo working', 'echo working >&2', 'exec sleep 6'));
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
      const { status } = await runtime.run({ ms: 6_000 }, deadline());
      if (status === 200) t.skip('the activation is not stopped');
      t.expectAnswer(await runtime.run({ ms: 1 }), { status: 200, json: OK }, 'the next POST /run');
    },
  ),
];

function deadline(limitMs = LIMIT_MS): { readonly deadline: string } {
  return { deadline: String(Date.now() + limitMs) };
}

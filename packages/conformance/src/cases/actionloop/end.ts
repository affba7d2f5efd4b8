import { type ConformanceCase, defineCase } from '../../case/case.js';
import { SOURCES } from '../support/sources.js';
import { ACTION, deadlineIn, LIMIT_MS, loop, loopCase, loopUnless, OK, OWN } from './support.js';

const { defect } = SOURCES;

/** A program that exits, that exceeds its time, or that is there at the shutdown. */
export const ACTIONLOOP_END_CASES: readonly ConformanceCase[] = [
  loopCase(
    {
      id: 'actionloop/exits',
      title: 'a program that exits instead of answering is answered with an error',
      severity: 'required',
      source: `${ACTION}: the program may exit at any time`,
      remedy: 'Watch the process while you wait for its answer.',
    },
    async (t) => {
      const runtime = await t.startWith(loopUnless('special', 'exit 0'));
      t.expectAnswer(await runtime.run({ do: 'special' }), { failure: true }, 'POST /run');
    },
  ),
  loopCase(
    {
      id: 'actionloop/exit-is-named',
      title: 'the error or the logs say that the program exited, and how',
      severity: 'informative',
      source: `${defect}: an exit reads like a result that is not valid`,
      remedy: 'Name the exit status or the signal in the error.',
    },
    async (t) => {
      const runtime = await t.startWith(loopUnless('special', 'exit 3'));
      const { status, text } = await runtime.run({ do: 'special' });
      if (status === 200) t.skip('the activation does not fail');
      t.expect(text, 'the error').toMatch(/exit/i);
    },
  ),
  loopCase(
    {
      id: 'actionloop/next-process',
      title: 'after the program has exited, the next activation has a new one',
      severity: 'informative',
      source: OWN,
      remedy: 'Start the process again for the next activation, or leave it to the platform to replace the container.',
    },
    async (t) => {
      const runtime = await t.startWith(loopUnless('special', 'exit 0'));
      await runtime.run({ do: 'special' });
      t.expectAnswer(await runtime.run({}), { status: 200, json: OK }, 'the next POST /run');
    },
  ),
  loopCase(
    {
      id: 'actionloop/deadline',
      title: 'a program that does not answer is stopped at the deadline, and answered with 502',
      severity: 'recommended',
      source: `${defect}: none reads the deadline; the platform then gets neither an error nor all of the logs`,
      remedy: 'Stop the process a little before the deadline of the message, and answer 502.',
    },
    async (t) => {
      const runtime = await t.startWith(loopUnless('special', 'sleep 20'));
      const answer = await runtime.run({ do: 'special' }, { deadline: deadlineIn(LIMIT_MS) });
      t.expectAnswer(answer, { status: 502, error: true }, 'POST /run');
    },
  ),
  defineCase(
    {
      id: 'actionloop/shutdown',
      title: 'on SIGTERM a runtime whose program waits for messages exits',
      severity: 'recommended',
      source: 'Kubernetes, Pod Lifecycle: a container gets SIGTERM and has its grace period to end',
      remedy: 'Stop the process of the action when you exit; do not wait for it to exit by itself.',
      supports: ['actionloop'],
      requires: ['fresh', 'signals'],
    },
    async (t) => {
      const runtime = await t.startWith(loop(`echo '{"ok": true}' >&3`));
      await runtime.kill('SIGTERM');
      const late = new Promise<'late'>((resolve) => setTimeout(() => resolve('late'), 5_000).unref());
      const exit = await Promise.race([runtime.exited, late]);
      t.expect(exit === 'late' ? 'it still runs' : 'it has exited', 'the runtime 5 s after SIGTERM').toBe(
        'it has exited',
      );
    },
  ),
];

import { type ConformanceCase, defineCase } from '../../case/case.js';
import type { Runtime } from '../../case/runtime.js';
import { expectNoDelay } from '../support/expect-no-delay.js';
import { script } from '../support/script.js';
import { SOURCES } from '../support/sources.js';
import { OK, OWN } from './support.js';

const { defect } = SOURCES;

/** A little less than the sample holds stdout: who has not answered by then waits for it, however busy the machine is. */
const HELD_MS = 19_000;

/** What the answer may take on any machine, whatever the runtime does with output that is held. */
const ALLOWED_MS = 3_000;

/** Processes and streams that an action leaves behind. */
export const FAULTS_PROCESSES_CASES: readonly ConformanceCase[] = [
  defineCase(
    {
      id: 'faults/child-holds-output',
      title: 'a process in the background that keeps stdout open does not delay the answer',
      severity: 'recommended',
      source: `${defect}: a child that holds stdout delays the answer, or the answer never comes`,
      remedy: 'Answer when the action has exited, not when its streams are closed.',
      needs: ['child', 'echo'],
    },
    async (t) => {
      const runtime = await t.startWith('child');
      let other: Runtime | undefined;
      await expectNoDelay(t, {
        what: 'the answer',
        allowedMs: ALLOWED_MS,
        async measure() {
          const answer = await runtime.run({}, {}, { limitMs: HELD_MS });
          t.expectAnswer(answer, { status: 200, json: OK }, 'POST /run');
          return answer.durationMs;
        },
        comparison: 'that of an action without such a process',
        async compare() {
          other ??= await t.startWith('echo');
          return (await other.run({}, {}, { limitMs: HELD_MS })).durationMs;
        },
      });
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
];

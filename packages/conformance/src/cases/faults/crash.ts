import { type ConformanceCase, defineCase } from '../../case/case.js';
import { script } from '../support/script.js';
import { SOURCES } from '../support/sources.js';
import { OWN } from './support.js';

const { defect } = SOURCES;

/** An action that crashes. */
export const FAULTS_CRASH_CASES: readonly ConformanceCase[] = [
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
];

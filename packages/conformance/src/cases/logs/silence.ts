import { type ConformanceCase, defineCase } from '../../case/case.js';
import { SOURCES } from '../support/sources.js';
import { logsOf } from './support.js';

const { kit } = SOURCES;

/** What must not be logged. */
export const LOGS_SILENCE_CASES: readonly ConformanceCase[] = [
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
];

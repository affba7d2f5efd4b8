import { type ConformanceCase, defineCase } from '../../case/case.js';
import { SOURCES } from '../support/sources.js';
import { contains, FRAME, frameLines, logsOf } from './support.js';

const { invoker, kit, skeleton, own } = SOURCES;

const NO_FRAME = { stdout: 0, stderr: 0 };

/** Where a frame is written and where not, and forged ones. */
export const LOGS_FRAMES_CASES: readonly ConformanceCase[] = [
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
];

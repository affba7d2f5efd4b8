import { setTimeout as sleep } from 'node:timers/promises';
import { DEFAULT_MANIFEST } from '../src/manifest/default-manifest.js';
import { runConformance } from '../src/run-conformance.js';
import type { Target } from '../src/target/target.js';
import { brokenTarget } from './support/broken-target.js';

/** The command of an engine of containers takes long to end on a busy machine. */
function slowToSignal(target: Target, delayMs: number): Target {
  return {
    ...target,
    async start(options) {
      const running = await target.start(options);
      const kill: typeof running.kill = async (signal) => {
        await running.kill(signal);
        await sleep(delayMs);
      };
      return { ...running, kill };
    },
  };
}

test('a run that arrives when the activation before it is over decides nothing', async () => {
  const cases = ['shutdown/answers-new', 'shutdown/closes-connections'];
  const target = slowToSignal(brokenTarget({}), 1_000);
  const { results } = await runConformance({ target, manifest: DEFAULT_MANIFEST, cases });
  expect(results.map(({ case: { id }, outcome }) => `${id} ${outcome}`)).toEqual(cases.map((id) => `${id} passed`));
});

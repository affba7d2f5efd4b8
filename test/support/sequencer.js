// @ts-check
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import imported from '@jest/test-sequencer';

/** Its types are those of the CommonJS build, which an ES module would get by one `default` more. */
const Sequencer = /** @type {typeof imported.default} */ (/** @type {unknown} */ (imported));

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Files that take longest. A worker that begins one of them last runs on alone. */
export const SLOW = [
  'packages/conformance/test/broken/faults.test.ts',
  'test/benchmarks.test.ts',
  'test/fuzz.test.ts',
  'packages/conformance/test/broken/shutdown.test.ts',
  'packages/cli/test/commands/serve-options.test.ts',
  'test/docs.test.ts',
  'packages/cli/test/installed.test.ts',
  'packages/cli/test/commands/acknowledge.test.ts',
  'packages/conformance/test/broken/run.test.ts',
  'packages/core/test/process/run-process.test.ts',
  'packages/core/test/process/left-behind.test.ts',
  'packages/core/test/loop/late-acknowledgement.test.ts',
  'packages/cli/test/commands/dev.test.ts',
  'test/setup.test.ts',
  'packages/conformance/test/broken/actionloop.test.ts',
  'packages/http/test/bundle/actionrunner-bundle.test.ts',
  'test/images.test.ts',
  'packages/core/test/proxy/stop-and-abort.test.ts',
  'packages/cli/test/commands/debug-breakpoints.test.ts',
  'test/faults/time.test.ts',
  'test/startup-guards.test.ts',
  'packages/conformance/test/hostile.test.ts',
  'packages/http/test/server/no-survivors.test.ts',
  'packages/cli/test/first-hour.test.ts',
  'packages/core/test/archive/hostile-archives.test.ts',
  'test/soak.test.ts',
  'packages/cli/test/serve-pid-1.test.ts',
  'test/faults/build.test.ts',
  'packages/cli/test/commands/serve.test.ts',
  'packages/cli/test/serve-loop.test.ts',
  'packages/conformance/test/broken/concurrency.test.ts',
  'packages/core/test/loop/load-failures.test.ts',
];

/** jest begins with what took longest the last time, and on a new machine with the largest file: that is not the slowest one. */
export default class SlowFirst extends Sequencer {
  /**
   * @override
   * @template {{ path: string }} T
   * @param {T[]} tests
   * @returns {Promise<T[]>}
   */
  async sort(tests) {
    const sorted = /** @type {any[]} */ (await super.sort(/** @type {any} */ (tests)));
    return sorted.toSorted((one, other) => rank(one.path) - rank(other.path));
  }
}

/** @param {string} file */
function rank(file) {
  const at = SLOW.indexOf(path.relative(ROOT, file).split(path.sep).join('/'));
  return at < 0 ? SLOW.length : at;
}

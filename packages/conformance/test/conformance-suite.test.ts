import { conformanceSuite, type TestFunction } from '../src/conformance-suite.js';
import { brokenTarget } from './support/broken-target.js';

// What it defines is run by this very framework.
conformanceSuite({ test, target: brokenTarget({}), cases: ['init/accepts-code', 'init/nothing-to-run', 'run/array'] });

/** Collects what is defined. */
function collect(fault: string, cases: readonly string[]) {
  const defined = new Map<string, (...context: unknown[]) => Promise<void>>();
  const skipped: string[] = [];
  const define = (name: string, run: (...context: unknown[]) => Promise<void>): void => void defined.set(name, run);
  const fake: TestFunction = Object.assign(define, { skip: (name: string) => skipped.push(name) });
  conformanceSuite({ test: fake, target: brokenTarget({ FAULT: fault }), cases });
  return { runs: [...defined.values()], skipped };
}

test('a failed case is an error with its evidence, source and remedy', async () => {
  const { runs } = collect('array-refused', ['run/array']);
  const message = await runs[0]?.().catch((error: Error) => error.message);
  expect(message).toMatch(/^POST \/run with an array: expected 200 .*\nSeverity: required\nRemedy: Accept an array/);
  expect(message).toMatch(/Source: OpenWhisk, .*\n {4}POST \/init\n/);
  expect(message).toMatch(/ {4}POST \/run\n {4}\{"value":\[\{"a":1\},"two",\[3\]\]\}\n {2}→\n {4}HTTP 404/);
});

test('a case that cannot run is a skipped test; jest sees no parameters', () => {
  const { runs, skipped } = collect('', ['init/repeated-replaces', 'run/array']);
  expect(skipped).toEqual([expect.stringMatching(/^init\/repeated-replaces: /)]);
  expect(runs.map(({ length }) => length)).toEqual([0]);
});

test('a case that finds out that it cannot run skips its test where the framework allows that', async () => {
  const { runs } = collect('', ['init/nothing-to-run']);
  const reasons: string[] = [];
  await runs[0]?.({ skip: (reason: string) => reasons.push(reason) });
  expect(reasons).toEqual(['the runtime has something to run without code']);
  await expect(runs[0]?.()).resolves.toBeUndefined();
});

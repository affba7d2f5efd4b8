import { CASE_LIMIT_MS } from './bounds.js';
import { CaseRunner } from './case/case-runner.js';
import { CASES } from './cases/all.js';
import { DEFAULT_MANIFEST } from './manifest/default-manifest.js';
import type { Manifest } from './manifest/manifest.js';
import type { CaseResult } from './report.js';
import { selectCases } from './select-cases.js';
import type { Target } from './target/target.js';

/** More than all of a case may take, its clean-up included. */
const TEST_LIMIT_MS = CASE_LIMIT_MS + 30_000;

/** The function `test` of jest, of `node:test` or of vitest. */
export interface TestFunction {
  // biome-ignore lint/suspicious/noExplicitAny: each framework passes and returns something of its own
  (name: string, run: (...context: any[]) => Promise<void>, limitMs: number): unknown;
  // biome-ignore lint/suspicious/noExplicitAny: the same
  readonly skip: (name: string, run: (...context: any[]) => Promise<void>) => unknown;
}

/** Options of {@link conformanceSuite}. */
export interface SuiteOptions {
  /** The function that defines a test: that of jest, of `node:test`, of vitest, or one like them. */
  readonly test: TestFunction;
  readonly target: Target;
  /** What the runtime is; a runtime of executables, as the skeleton image, by default. */
  readonly manifest?: Manifest;
  /** Only cases of these groups. */
  readonly groups?: readonly string[];
  /** Only cases with these ids. */
  readonly cases?: readonly string[];
}

/**
 * Defines a test for each case. A case that cannot run is a skipped test; one that finds this out while it runs is skipped where the
 * framework allows that, as `node:test` and vitest do, and passes in jest.
 * @throws ConformanceError `ERR_CONFORMANCE_SELECTION` if no case or group has a given name
 * @example
 * ```js
 * import { test } from 'node:test';
 * import { commandTarget, conformanceSuite } from '@actionrunner/conformance';
 *
 * const target = commandTarget(['node_modules/.bin/actionrunner', 'serve', 'native', '--port', '{port}']);
 * conformanceSuite({ test, target, cases: ['init/accepts-code'] });
 * ```
 */
export function conformanceSuite(options: SuiteOptions): void {
  const { test, target, manifest = DEFAULT_MANIFEST } = options;
  const runner = new CaseRunner({ target, manifest });
  for (const one of selectCases(CASES, options)) {
    const name = `${one.info.id}: ${one.info.title}`;
    // Jest and vitest look at the number of parameters: a rest parameter is none.
    const run = async (...[context]: unknown[]): Promise<void> => {
      const result = await runner.run(one);
      if (result.outcome === 'skipped') skip(context, result.reason ?? '');
      if (result.outcome === 'failed') throw new Error(describeFailure(result));
    };
    if (runner.whySkipped(one) === undefined) test(name, run, TEST_LIMIT_MS);
    else test.skip(name, run);
  }
}

/** Skips the test that is running, where the framework allows that. */
function skip(context: unknown, reason: string): void {
  if (typeof context !== 'object' || context === null || !('skip' in context)) return;
  if (typeof context.skip === 'function') context.skip(reason);
}

/** All that is known about a failure, for people. */
function describeFailure({ case: { severity, source, remedy }, reason, evidence }: CaseResult): string {
  const exchanges = (evidence?.requests ?? []).map(
    ({ request, answer }) => `${indent(request)}\n  →\n${indent(answer)}`,
  );
  const logs = [evidence?.stdout ?? '', evidence?.stderr ?? ''];
  return [
    `${reason}`,
    `Severity: ${severity}`,
    `Remedy: ${remedy}`,
    `Source: ${source}`,
    ...exchanges,
    ...['stdout', 'stderr'].flatMap((stream, index) =>
      logs[index] === '' ? [] : [`${stream}:`, indent(logs[index] ?? '')],
    ),
  ].join('\n');
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '    ');
}

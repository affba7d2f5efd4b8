import type { ConformanceCase } from './case/case.js';
import { CaseRunner } from './case/case-runner.js';
import { CASES } from './cases/all.js';
import { countResults } from './count-results.js';
import { DEFAULT_MANIFEST } from './manifest/default-manifest.js';
import type { Manifest } from './manifest/manifest.js';
import type { CaseResult, ConformanceReport } from './report.js';
import { selectCases } from './select-cases.js';
import type { Target } from './target/target.js';
import { readVersion } from './version.js';

/** Options of {@link runConformance}. */
export interface ConformanceOptions {
  readonly target: Target;
  /** What the runtime is; a runtime of executables, as the skeleton image, by default. */
  readonly manifest?: Manifest;
  /** Only cases of these groups. */
  readonly groups?: readonly string[];
  /** Only cases with these ids. */
  readonly cases?: readonly string[];
  /** Skips what is left after the first failed case that is not informative. */
  readonly bail?: boolean;
  /** How many cases run at once; by default as many as the target allows. */
  readonly concurrency?: number;
  /** How long an answer may take, in milliseconds, unless a case says otherwise; 10,000 by default. */
  readonly answerLimitMs?: number;
  /** Called after each case, in the order in which they end. */
  readonly onResult?: (result: CaseResult) => void;
}

/**
 * Runs the cases against a target, and closes it.
 * @throws ConformanceError `ERR_CONFORMANCE_SELECTION` if no case or group has a given name, `ERR_CONFORMANCE_TARGET` if there is no such
 * program or nothing listens at the URL
 * @example
 * ```js
 * import { commandTarget, runConformance } from '@actionrunner/conformance';
 *
 * const target = commandTarget(['node_modules/.bin/actionrunner', 'serve', 'native', '--port', '{port}']);
 * const { counts } = await runConformance({ target, cases: ['init/accepts-code', 'run/answers-result'] });
 * console.log(counts.required.failed); // 0
 * ```
 */
export async function runConformance(options: ConformanceOptions): Promise<ConformanceReport> {
  const { target } = options;
  const started = performance.now();
  const startedAt = new Date().toISOString();
  try {
    const cases = orderFor(target, selectCases(CASES, options));
    const results = await runAll(cases, options);
    return {
      version: 1,
      kit: readVersion(),
      target: { kind: target.kind, name: target.name },
      startedAt,
      durationMs: Math.round(performance.now() - started),
      results: CASES.map((one) => results.get(one)).filter((result) => result !== undefined),
      counts: countResults([...results.values()]),
    };
  } finally {
    await target.close();
  }
}

async function runAll(
  cases: readonly ConformanceCase[],
  options: ConformanceOptions,
): Promise<ReadonlyMap<ConformanceCase, CaseResult>> {
  const { target, manifest = DEFAULT_MANIFEST, concurrency = target.concurrency, onResult } = options;
  const runner = new CaseRunner({ ...options, manifest });
  const results = new Map<ConformanceCase, CaseResult>();
  const drain = async (some: readonly ConformanceCase[], width: number): Promise<void> => {
    const left = some[Symbol.iterator]();
    const work = async (): Promise<void> => {
      for (const one of left) {
        const result = await runner.run(one);
        results.set(one, result);
        onResult?.(result);
      }
    };
    await Promise.all(Array.from({ length: width }, work));
  };
  const width = Math.max(1, Math.min(concurrency, target.concurrency));
  await drain(
    cases.filter(({ exclusive }) => !exclusive),
    width,
  );
  await drain(
    cases.filter(({ exclusive }) => exclusive),
    1,
  );
  return results;
}

/** What is initialized once is best initialized with what most cases use, after what needs no init. */
function orderFor(target: Target, cases: readonly ConformanceCase[]): readonly ConformanceCase[] {
  if (target.abilities.has('fresh')) return cases;
  const rank = ({ info }: ConformanceCase): number =>
    info.needs.join() === 'echo' ? 1 : info.needs.length === 0 ? 0 : 2;
  return cases.toSorted((a, b) => rank(a) - rank(b));
}

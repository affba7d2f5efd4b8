import { CASE_LIMIT_MS } from './bounds.js';
import type { ConformanceCase } from './case/case.js';
import { CaseContext } from './case/case-context.js';
import { CaseFailure, CaseSkip } from './case/case-failure.js';
import { EvidenceRecorder } from './case/evidence-recorder.js';
import { CASES } from './cases/all.js';
import { countResults } from './count-results.js';
import { DEFAULT_MANIFEST } from './manifest/default-manifest.js';
import type { Manifest } from './manifest/manifest.js';
import type { CaseResult, ConformanceReport } from './report.js';
import { selectCases } from './select-cases.js';
import { StartFailure, type Target } from './target/target.js';
import { readVersion } from './version.js';

/** After so many cases in which nothing came from the target, and none in which something came, the rest is skipped. */
const GIVE_UP_AFTER = 3;

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
  /** Called after each case, in the order in which they end. */
  readonly onResult?: (result: CaseResult) => void;
}

/**
 * Runs the cases against a target, and closes it.
 * @throws ConformanceError `ERR_CONFORMANCE_SELECTION` if no case or group has a given name
 */
export async function runConformance(options: ConformanceOptions): Promise<ConformanceReport> {
  const { target } = options;
  const started = performance.now();
  const startedAt = new Date().toISOString();
  try {
    const cases = selectCases(CASES, options);
    const results = await new Run(options, cases).all();
    return {
      version: 1,
      kit: readVersion(),
      target: { kind: target.kind, name: target.name },
      startedAt,
      durationMs: Math.round(performance.now() - started),
      results,
      counts: countResults(results),
    };
  } finally {
    await target.close();
  }
}

/** One run of some cases. */
class Run {
  readonly #options: ConformanceOptions;
  readonly #manifest: Manifest;
  readonly #cases: readonly ConformanceCase[];
  readonly #results = new Map<ConformanceCase, CaseResult>();
  #silent = 0;
  #heard = false;
  #stopped: string | undefined;

  constructor(options: ConformanceOptions, cases: readonly ConformanceCase[]) {
    this.#options = options;
    this.#manifest = options.manifest ?? DEFAULT_MANIFEST;
    this.#cases = cases;
  }

  async all(): Promise<CaseResult[]> {
    const { target, concurrency = target.concurrency } = this.#options;
    const together = this.#cases.filter(({ exclusive }) => !exclusive);
    const alone = this.#cases.filter(({ exclusive }) => exclusive);
    await this.#drain(together, Math.max(1, Math.min(concurrency, target.concurrency)));
    await this.#drain(alone, 1);
    return this.#cases.map((one) => this.#results.get(one) as CaseResult);
  }

  async #drain(cases: readonly ConformanceCase[], width: number): Promise<void> {
    const left = cases[Symbol.iterator]();
    const work = async (): Promise<void> => {
      for (const one of left) {
        const result = await this.#runOne(one);
        this.#results.set(one, result);
        this.#options.onResult?.(result);
      }
    };
    await Promise.all(Array.from({ length: width }, work));
  }

  async #runOne(one: ConformanceCase): Promise<CaseResult> {
    const started = performance.now();
    const reason = this.#stopped ?? this.#whySkipped(one);
    if (reason !== undefined) return { case: one.info, outcome: 'skipped', reason, durationMs: 0 };
    const recorder = new EvidenceRecorder();
    const failure = await this.#attempt(one, recorder);
    const durationMs = Math.round(performance.now() - started);
    if (failure === undefined) return { case: one.info, outcome: 'passed', durationMs };
    if (failure instanceof CaseSkip) {
      return { case: one.info, outcome: 'skipped', reason: failure.message, durationMs };
    }
    const [expected, actual] =
      failure instanceof CaseFailure ? [failure.expected, failure.actual] : ['', failure.message];
    if (failure instanceof StartFailure) recorder.logs(failure);
    const evidence = recorder.evidence(expected, actual);
    if (this.#options.bail === true && one.info.severity !== 'informative') {
      this.#stopped ??= `stopped after the failure of ${one.info.id}`;
    }
    return { case: one.info, outcome: 'failed', reason: firstLine(failure.message), evidence, durationMs };
  }

  /** @returns why the case did not pass */
  async #attempt(one: ConformanceCase, recorder: EvidenceRecorder): Promise<Error | undefined> {
    const aborter = new AbortController();
    const context = new CaseContext(this.#options.target, this.#manifest, recorder, aborter.signal);
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        aborter.abort();
        reject(new CaseFailure(`the case took longer than ${CASE_LIMIT_MS} ms`, 'an end', 'none'));
      }, CASE_LIMIT_MS);
    });
    try {
      const running = one.run(context);
      running.catch(() => undefined); // it may fail after its time is over
      await Promise.race([running, limit]);
      this.#heard = true;
      return undefined;
    } catch (error) {
      this.#hear(recorder, error as Error);
      return error as Error;
    } finally {
      clearTimeout(timer);
      await context.close();
    }
  }

  /** A target that never answers is not asked further. */
  #hear(recorder: EvidenceRecorder, error: Error): void {
    if (recorder.hasAnswer || error instanceof CaseSkip) this.#heard ||= recorder.hasAnswer;
    else this.#silent += 1;
    if (!this.#heard && this.#silent >= GIVE_UP_AFTER) {
      this.#stopped ??= `given up: in ${this.#silent} cases the target gave no answer`;
    }
  }

  #whySkipped({ info, requires, supports }: ConformanceCase): string | undefined {
    const { target } = this.#options;
    const missing = info.needs.filter((name) => !(name in this.#manifest.samples));
    if (missing.length > 0) return `the manifest has no sample action ${missing.map((name) => `"${name}"`).join(', ')}`;
    const unsupported = supports.filter((name) => !this.#manifest.supports.has(name));
    if (unsupported.length > 0) return `the manifest does not say that the runtime supports ${unsupported.join(', ')}`;
    const unable = requires.filter((ability) => !target.abilities.has(ability));
    return unable.length > 0
      ? `a target of the kind ${target.kind} cannot: ${unable.map((ability) => WANTED[ability]).join(', ')}`
      : undefined;
  }
}

const WANTED = {
  fresh: 'start a fresh runtime',
  logs: 'show its logs',
  environment: 'set variables',
  signals: 'get signals',
} as const;

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

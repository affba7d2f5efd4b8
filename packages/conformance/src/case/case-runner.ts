import { CASE_LIMIT_MS } from '../bounds.js';
import { ConformanceError } from '../conformance-error.js';
import type { Manifest } from '../manifest/manifest.js';
import type { CaseResult } from '../report.js';
import { type Ability, StartFailure, type Target } from '../target/target.js';
import type { ConformanceCase } from './case.js';
import { CaseContext } from './case-context.js';
import { CaseFailure, CaseSkip } from './case-failure.js';
import { EvidenceRecorder } from './evidence-recorder.js';

/** After so many cases in which nothing came from the target, and none in which something came, the rest is skipped. */
const GIVE_UP_AFTER = 3;

const WANTED: Readonly<Record<Ability, string>> = {
  fresh: 'start a fresh runtime',
  logs: 'show its logs',
  environment: 'set variables',
  signals: 'get signals',
};

/** Options of a {@link CaseRunner}. */
export interface CaseRunnerOptions {
  readonly target: Target;
  readonly manifest: Manifest;
  /** Skips what is left after the first failed case that is not informative. */
  readonly bail?: boolean;
  /** How long an answer may take, in milliseconds, unless a case says otherwise. */
  readonly answerLimitMs?: number;
}

/** Runs cases against a target, each with runtimes of its own. */
export class CaseRunner {
  readonly #options: CaseRunnerOptions;
  #silent = 0;
  #heard = false;
  #stopped: string | undefined;

  constructor(options: CaseRunnerOptions) {
    this.#options = options;
  }

  /** Why a case cannot run here; undefined if it can. */
  whySkipped({ info, requires, supports }: ConformanceCase): string | undefined {
    const { target, manifest } = this.#options;
    const missing = info.needs.filter((name) => !(name in manifest.samples));
    if (missing.length > 0) return `the manifest has no sample action ${missing.map((name) => `"${name}"`).join(', ')}`;
    const unsupported = supports.filter((name) => !manifest.supports.has(name));
    if (unsupported.length > 0) return `the manifest does not say that the runtime supports ${unsupported.join(', ')}`;
    const unable = requires.filter((ability) => !target.abilities.has(ability));
    if (unable.length === 0) return undefined;
    return `a target of the kind ${target.kind} cannot: ${unable.map((ability) => WANTED[ability]).join(', ')}`;
  }

  /** @throws ConformanceError if it turns out that the target cannot be tested at all */
  async run(one: ConformanceCase): Promise<CaseResult> {
    const started = performance.now();
    const reason = this.#stopped ?? this.whySkipped(one);
    if (reason !== undefined) return { case: one.info, outcome: 'skipped', reason, durationMs: 0 };
    const recorder = new EvidenceRecorder();
    const failure = await this.#attempt(one, recorder);
    const durationMs = Math.round(performance.now() - started);
    if (failure === undefined) return { case: one.info, outcome: 'passed', durationMs };
    if (failure instanceof CaseSkip) {
      return { case: one.info, outcome: 'skipped', reason: failure.message, durationMs };
    }
    if (this.#options.bail === true && one.info.severity !== 'informative') {
      this.#stopped ??= `stopped after the failure of ${one.info.id}`;
    }
    if (failure instanceof StartFailure) recorder.logs(failure);
    const { expected, actual } =
      failure instanceof CaseFailure
        ? failure
        : { expected: 'a runtime that the case can use', actual: failure.message };
    const evidence = recorder.evidence(expected, actual);
    return { case: one.info, outcome: 'failed', reason: firstLine(failure.message), evidence, durationMs };
  }

  /** @returns why the case did not pass */
  async #attempt(one: ConformanceCase, recorder: EvidenceRecorder): Promise<Error | undefined> {
    const { target, manifest, answerLimitMs } = this.#options;
    const aborter = new AbortController();
    const context = new CaseContext({ target, manifest, recorder, signal: aborter.signal, answerLimitMs });
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
      if (error instanceof ConformanceError) throw error;
      this.#listen(recorder, error as Error);
      return context.hasFlood
        ? new CaseFailure('the runtime floods its logs: it was killed', 'less', 'a flood')
        : (error as Error);
    } finally {
      clearTimeout(timer);
      await context.close();
    }
  }

  /** A target that never answers is not asked further. */
  #listen(recorder: EvidenceRecorder, error: Error): void {
    this.#heard ||= recorder.hasAnswer;
    if (!(error instanceof CaseSkip)) this.#silent += recorder.hasAnswer ? 0 : 1;
    if (!this.#heard && this.#silent >= GIVE_UP_AFTER) {
      this.#stopped ??= `given up: in ${this.#silent} cases the target gave no answer`;
    }
  }
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

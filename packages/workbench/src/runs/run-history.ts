import type { RunSummary } from '../messages.js';
import { findProblems } from '../problems/find-problems.js';
import type { RequestTimes, SessionEvent } from '../session.js';
import { RunLog } from './run-log.js';

const MAX_RUNS = 100;

/** The results, parameters and logs of the runs that are kept, besides those of the newest. */
const MAX_BYTES = 64 * 1024 * 1024;

/** Of many log lines, the places of errors are looked for in the first and the last ones. */
const SEARCHED_LINES = 2_000;

/** A run that is kept. */
export interface Run {
  readonly summary: RunSummary;
  /** A JSON text. */
  readonly parameters: string;
  readonly log: RunLog;
  /** Formatted. */
  readonly result: string | undefined;
}

type Ended = Extract<SessionEvent, { type: 'end' }>;

/** The runs of a session, the newest last, bounded. */
export class RunHistory {
  readonly #runs = new Map<string, Run>();
  readonly #createFinder: () => (name: string) => string | undefined;
  #count = 0;
  #latest: Run | undefined;

  /** @param createFinder creates what finds a file of the action by its name in the output */
  constructor(createFinder: () => (name: string) => string | undefined) {
    this.#createFinder = createFinder;
  }

  get summaries(): readonly RunSummary[] {
    return [...this.#runs.values()].map(({ summary }) => summary);
  }

  get latest(): Run | undefined {
    return this.#latest;
  }

  find(id: string): Run | undefined {
    return this.#runs.get(id);
  }

  /** Adds a run, and forgets the oldest beyond the limits. */
  start({ id, parameters, isWarm }: Extract<SessionEvent, { type: 'start' }>): RunSummary {
    const summary = {
      id,
      number: ++this.#count,
      start: Date.now(),
      isWarm,
      requests: [],
      logLines: 0,
      problems: [],
    };
    this.#put({ summary, parameters, log: new RunLog(), result: undefined });
    this.#prune();
    return summary;
  }

  /** Adds the times of a request. */
  addRequest(id: string, { route, ms, phases }: RequestTimes): RunSummary | undefined {
    const run = this.#runs.get(id);
    return run && this.#update(run, { requests: [...run.summary.requests, { route, ms, phases }] });
  }

  /** Ends a run. */
  end({ id, outcome, result, message }: Ended): RunSummary | undefined {
    const run = this.#runs.get(id);
    if (!run) {
      return undefined;
    }
    run.log.finish();
    const { lines } = run.log;
    const searched =
      lines.length > 2 * SEARCHED_LINES ? [...lines.slice(0, SEARCHED_LINES), ...lines.slice(-SEARCHED_LINES)] : lines;
    const output = [...searched.map(([, text]) => text), ...(message ?? '').split('\n')];
    return this.#update(
      { ...run, result },
      {
        outcome,
        message,
        resultLength: result?.length,
        logLines: lines.length,
        problems: findProblems(output, this.#createFinder()),
      },
    );
  }

  #update(run: Run, changes: Partial<RunSummary>): RunSummary {
    const summary = { ...run.summary, ...changes };
    this.#put({ ...run, summary });
    return summary;
  }

  #put(run: Run): void {
    this.#runs.set(run.summary.id, run);
    if (run.summary.number === this.#count) {
      this.#latest = run;
    }
  }

  #prune(): void {
    let bytes = 0;
    const newestFirst = [...this.#runs.values()].reverse();
    newestFirst.forEach((run, index) => {
      bytes += run.log.bytes + run.parameters.length + (run.result?.length ?? 0);
      // The one that has just started is small; the one before it is what the user looks at.
      if (index >= MAX_RUNS || (index > 1 && bytes > MAX_BYTES)) {
        this.#runs.delete(run.summary.id);
      }
    });
  }
}

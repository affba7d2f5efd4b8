import { RunnerError, type RunnerPhase } from './errors.js';

/** Share of the time left on arrival that is kept for ending processes and delivering logs, and its bounds. */
const RESERVE_SHARE = 0.05;
const MIN_RESERVE_MS = 100;
const MAX_RESERVE_MS = 500;

/** Longest delay of a timer; a longer one would fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Aborts an init or activation shortly before the platform gives up on it, or when all must end. */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #all: AbortSignal;
  readonly #endAll: () => void;
  readonly #timer: NodeJS.Timeout | undefined;
  /** Milliseconds between SIGTERM and SIGKILL: half of the reserve; 0 without a deadline. */
  readonly graceMs: number;

  /**
   * @param limit `__OW_DEADLINE`: epoch milliseconds as text; ignored when absent, no number or already past
   * @param arrival when the request arrived, in epoch milliseconds
   * @param all ends this one too
   */
  constructor(limit: string | undefined, arrival: number, phase: RunnerPhase, all: AbortSignal) {
    this.#all = all;
    this.#endAll = () => this.#controller.abort(all.reason);
    all.addEventListener('abort', this.#endAll, { once: true });
    if (all.aborted) {
      this.#endAll();
    }
    const left = Number(limit ?? Number.NaN) - arrival;
    const reserve = Math.min(Math.max(left * RESERVE_SHARE, MIN_RESERVE_MS), MAX_RESERVE_MS, left / 2);
    const wait = left - reserve - (Date.now() - arrival);
    const limited = left > 0 && wait <= MAX_TIMER_MS;
    this.graceMs = limited ? reserve / 2 : 0;
    this.#timer = limited
      ? setTimeout(() => this.#controller.abort(exceeded(left, phase)), Math.max(0, wait))
      : undefined;
  }

  /** Aborted with the RunnerError that tells why. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Forgets about it: the activation has ended. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#all.removeEventListener('abort', this.#endAll);
  }
}

/** In the words of the platform (openwhisk, `Messages.timedoutActivation`). */
function exceeded(ms: number, phase: RunnerPhase): RunnerError {
  const message = `The action exceeded its time limits of ${Math.round(ms)} milliseconds${phase === 'init' ? ' during initialization' : ''}.`;
  return new RunnerError('ERR_RUNNER_DEADLINE', message, { phase, detail: message });
}

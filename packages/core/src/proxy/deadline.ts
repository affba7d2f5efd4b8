import { RunnerError, type RunnerPhase } from '../errors.js';

/** Share of the time left on arrival that is kept for ending processes and delivering logs, and its bounds. */
const RESERVE_SHARE = 0.05;
const MIN_RESERVE_MS = 100;
const MAX_RESERVE_MS = 500;

/** Longest delay of a timer; a longer one would fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** When to give up on a hook that goes on after its abort, in shares of the grace. */
const GIVE_UP_GRACES = 1.5;

/** The same where there is no grace. */
const GIVE_UP_MS = 1_000;

/** How often processes that are ending are looked at then, and how long. */
const RETRY_MS = 20;
const MAX_WAIT_MS = 2_000;

/** Limits of the runtime itself. */
export interface DeadlineOptions {
  /** Milliseconds that an init or activation may take from its arrival. Default: only the platform's deadline counts. */
  readonly timeoutMs?: number | undefined;
  /** Milliseconds kept before the limit for ending processes and delivering logs; at most half of the time. Default: 5 % of the time, 100 to 500. */
  readonly reserveMs?: number | undefined;
}

/** Aborts an init or activation shortly before the platform gives up on it, or when all must end. */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #all: AbortSignal;
  readonly #endAll: () => void;
  readonly #timer: NodeJS.Timeout | undefined;
  /** Milliseconds between SIGTERM and SIGKILL: half of the reserve; 0 without a limit. */
  readonly graceMs: number;
  /** The processes that the work waits for, for the work to note. */
  readonly processes: Set<object> = new Set<object>();

  /**
   * @param deadline `__OW_DEADLINE`: epoch milliseconds as text; ignored when absent, no number or already past
   * @param arrival when the request arrived, in epoch milliseconds
   * @param all ends this one too
   */
  constructor(
    deadline: string | undefined,
    arrival: number,
    phase: RunnerPhase,
    all: AbortSignal,
    { timeoutMs, reserveMs }: DeadlineOptions = {},
  ) {
    this.#all = all;
    this.#endAll = () => this.#controller.abort(all.reason);
    all.addEventListener('abort', this.#endAll, { once: true });
    if (all.aborted) {
      this.#endAll();
    }
    const untilDeadline = Number(deadline ?? Number.NaN) - arrival;
    const left = Math.min(
      untilDeadline > 0 ? untilDeadline : Number.POSITIVE_INFINITY,
      timeoutMs ?? Number.POSITIVE_INFINITY,
    );
    const reserve = Math.min(
      reserveMs ?? Math.min(Math.max(left * RESERVE_SHARE, MIN_RESERVE_MS), MAX_RESERVE_MS),
      left / 2,
    );
    const wait = left - reserve - (Date.now() - arrival);
    const limited = wait <= MAX_TIMER_MS;
    this.graceMs = limited ? reserve / 2 : 0;
    this.#timer = limited
      ? setTimeout(() => this.#controller.abort(exceeded(left, phase)), Math.max(0, wait))
      : undefined;
  }

  /** Aborted with the RunnerError that tells why. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /**
   * Waits for work that heeds the signal. Work that goes on nevertheless is given up before the reserve is over, unless it waits for
   * processes that are ending: they get some time more.
   * @throws what the work throws; the signal's reason
   */
  enforce<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      work.then(resolve, reject);
      const watch = () => {
        const giveUpOrWait = () => {
          if (this.processes.size > 0 && performance.now() < last) {
            timer = setTimeout(giveUpOrWait, RETRY_MS);
          } else {
            reject(this.signal.reason);
          }
        };
        const last = performance.now() + this.graceMs + MAX_WAIT_MS;
        let timer = setTimeout(giveUpOrWait, this.graceMs > 0 ? this.graceMs * GIVE_UP_GRACES : GIVE_UP_MS);
        const settled = () => clearTimeout(timer);
        work.then(settled, settled);
      };
      if (this.signal.aborted) {
        watch();
      } else {
        this.signal.addEventListener('abort', watch, { once: true });
      }
    });
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

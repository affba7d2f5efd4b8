import { RunnerError, type RunnerPhase } from '../errors.js';
import { LinkedList } from '../linked-list.js';
import type { Cancellation } from '../process/running-process.js';
import { now } from '../timings.js';

/** Share of the time left on arrival that is reserved for terminating processes and delivering logs, and its limits. */
const RESERVE_SHARE = 0.05;
const MIN_RESERVE_MS = 100;
const MAX_RESERVE_MS = 500;

/** Longest delay of a timer; a longer one would fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** After how many grace periods a hook is abandoned that continues after its abort. */
const ABANDON_GRACES = 1.5;

/** The same without a grace period. */
const ABANDON_MS = 1_000;

/** How much longer to wait for held promises, and for the work to settle once they have settled. */
const MAX_HOLD_MS = 2_000;
const SETTLE_MS = 20;

/** Round limits, in milliseconds, and how far below one of them the time that is left on arrival may be, since a request takes time to arrive. */
const ROUND_LIMITS: readonly (readonly [unit: number, delayMs: number])[] = [
  [1_000, 50],
  [500, 50],
  [100, 25],
  [50, 4],
  [10, 4],
];

/** By how much the deadline of a client may be earlier than the limit that was set here, if both are the same limit. */
const MAX_DELAY_MS = 1_000;

/** Time limits of the runtime itself. */
export interface DeadlineOptions {
  /** Milliseconds that an init or activation may take from its arrival. Default: only the platform's deadline counts. */
  readonly timeoutMs?: number | undefined;
  /** Milliseconds reserved before the limit for terminating processes and delivering logs; at most half of the time. Default: 5 % of the time, 100 to 500. */
  readonly reserveMs?: number | undefined;
}

/** The part of a request that its deadline depends on. */
export interface DeadlineRequest {
  readonly phase: RunnerPhase;
  /** When the request arrived, in epoch milliseconds. */
  readonly arrival: number;
  /** `__OW_DEADLINE`: epoch milliseconds as text; ignored if absent, not a number or in the past. */
  readonly deadline: string | undefined;
}

/** Aborts an init or activation shortly before the deadline of the platform, once it is one of {@link Deadlines}, or when `abort` is called. */
export class Deadline implements Cancellation {
  /** Milliseconds between SIGTERM and SIGKILL: half of the reserve; 0 without a limit. */
  readonly graceMs: number;
  /** By the clock of {@link now}; infinite without a limit. */
  readonly due: number;
  readonly #phase: RunnerPhase;
  readonly #leftMs: number;
  readonly #timeoutMs: number | undefined;
  readonly #listeners = new LinkedList<() => void>();
  /** The promises that are held; nobody listens to them until there is an abort, which few activations see. */
  #held: Promise<unknown>[] | undefined;
  /** Those that have not settled, after an abort. */
  #unsettled: Set<Promise<unknown>> | undefined;
  #abortion: { readonly reason: unknown } | undefined;
  #controller: AbortController | undefined;

  constructor({ phase, arrival, deadline }: DeadlineRequest, { timeoutMs, reserveMs }: DeadlineOptions = {}) {
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
    this.due = limited ? now() + wait : Number.POSITIVE_INFINITY;
    this.#phase = phase;
    this.#leftMs = left;
    this.#timeoutMs = timeoutMs;
  }

  get aborted(): boolean {
    return this.#abortion !== undefined;
  }

  /** The RunnerError with which it was aborted. */
  get reason(): unknown {
    return this.#abortion?.reason;
  }

  /** Aborted with {@link reason}. Created on first use: most activations never need it. */
  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#abortion) {
      this.#controller.abort(this.#abortion.reason);
    }
    return this.#controller.signal;
  }

  /** Aborts the work: its time is over. */
  expire(): void {
    this.abort(createTimeoutError(limitAsSet(this.#leftMs, this.#timeoutMs), this.#phase));
  }

  /** Aborts the work; the first reason counts. */
  abort(reason: unknown): void {
    if (this.#abortion) {
      return;
    }
    this.#abortion = { reason };
    this.#controller?.abort(reason);
    for (const promise of this.#held ?? []) {
      this.#listenTo(promise);
    }
    this.#held = undefined;
    for (let first = this.#listeners.first; first; first = this.#listeners.first) {
      this.#listeners.remove(first);
      first.value();
    }
  }

  onAbort(listener: () => void): () => void {
    if (this.#abortion) {
      listener();
      return ignore;
    }
    const link = this.#listeners.add(listener);
    return () => this.#listeners.remove(link);
  }

  /** Keeps aborted work from being abandoned until `promise` settles, for a limited time. */
  hold(promise: Promise<unknown>): void {
    if (this.#abortion) {
      this.#listenTo(promise);
    } else {
      this.#held ??= [];
      this.#held.push(promise);
    }
  }

  #listenTo(promise: Promise<unknown>): void {
    this.#unsettled ??= new Set();
    const unsettled = this.#unsettled.add(promise);
    const release = () => unsettled.delete(promise);
    promise.then(release, release);
  }

  /**
   * Waits for work, which should stop when it is aborted. Work that continues anyway is abandoned before the reserve is used up, or
   * somewhat later if it holds a promise.
   * @throws what the work throws; the reason of the abort if it is abandoned
   */
  enforce<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const stopListening = this.onAbort(() => this.#abandon(work, reject));
      // Only an abort has to know whether it has settled: nearly all work does so before one.
      Promise.resolve(work).then(
        (value) => {
          stopListening();
          resolve(value);
        },
        (error: unknown) => {
          stopListening();
          reject(error);
        },
      );
    });
  }

  /** Gives aborted work up when its time is over, unless it settles before. */
  #abandon(work: Promise<unknown>, giveUp: (reason: unknown) => void): void {
    const last = now() + this.graceMs + MAX_HOLD_MS;
    let settled = false;
    let timer: NodeJS.Timeout;
    const abandonUnlessHeld = () => {
      const left = last - now();
      if (!this.#unsettled?.size || left <= 0) {
        giveUp(this.reason);
        return;
      }
      timer = setTimeout(abandonUnlessHeld, left);
      void Promise.allSettled(this.#unsettled).then(() => {
        if (!settled) {
          clearTimeout(timer);
          timer = setTimeout(abandonUnlessHeld, SETTLE_MS);
        }
      });
    };
    timer = setTimeout(abandonUnlessHeld, this.graceMs > 0 ? this.graceMs * ABANDON_GRACES : ABANDON_MS);
    const finish = () => {
      settled = true;
      clearTimeout(timer);
    };
    Promise.resolve(work).then(finish, finish);
  }
}

/** Stops listening to what has been heard. */
function ignore(): void {
  // It is called once.
}

/** Creates the error, worded as on the platform (openwhisk, `Messages.timedoutActivation`). */
function createTimeoutError(ms: number, phase: RunnerPhase): RunnerError {
  const message = `The action exceeded its time limits of ${ms} milliseconds${phase === 'init' ? ' during initialization' : ''}.`;
  return new RunnerError('ERR_RUNNER_DEADLINE', message, { phase, detail: message });
}

/**
 * Guesses the time limit that the user has set: a message has only the point in time at which it is over, counted from when it was sent.
 * @param leftMs from the arrival of the request to its limit
 * @param timeoutMs the limit that is set here, if one is
 */
export function limitAsSet(leftMs: number, timeoutMs: number | undefined): number {
  if (timeoutMs !== undefined && leftMs > timeoutMs - Math.min(MAX_DELAY_MS, timeoutMs / 10)) {
    return timeoutMs;
  }
  for (const [unit, delayMs] of ROUND_LIMITS) {
    const limit = Math.ceil(leftMs / unit) * unit;
    if (limit - leftMs <= Math.min(delayMs, limit / 10)) {
      return limit;
    }
  }
  return Math.round(leftMs);
}

/**
 * Waits until a promise settles, but not longer than `ms`. Returns whether it settled in time.
 * @param ms milliseconds
 */
export async function settlesWithin(ms: number, promise: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  const settled = promise.then(
    () => true,
    () => true,
  );
  return await Promise.race([settled, late]).finally(() => clearTimeout(timer));
}

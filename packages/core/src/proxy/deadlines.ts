import { type Link, LinkedList } from '../linked-list.js';
import { now } from '../timings.js';
import type { Deadline } from './deadline.js';

/** A timer that is so late was held up by what this process did, or by others on the machine. */
const LATE_MS = 20;

/**
 * The deadlines of all attempts that wait or run. One timer waits for the first of them, and stays when that has ended: to set and clear one for
 * each would cost a short activation more than anything else here.
 */
export class Deadlines {
  readonly #open = new LinkedList<Deadline>();
  #timer: NodeJS.Timeout | undefined;
  /** Infinite if there is no timer. */
  #timerDue = Number.POSITIVE_INFINITY;

  /** @returns for {@link remove} */
  add(deadline: Deadline): Link<Deadline> {
    if (deadline.due < this.#timerDue) {
      this.#setTimer(deadline.due);
    } else if (this.#open.size === 0) {
      this.#timer?.ref();
    }
    return this.#open.add(deadline);
  }

  remove(link: Link<Deadline>): void {
    this.#open.remove(link);
    if (this.#open.size === 0) {
      // The process may exit.
      this.#timer?.unref();
    }
  }

  abort(reason: unknown): void {
    for (const deadline of this.#open.values()) {
      deadline.abort(reason);
    }
  }

  #setTimer(due: number): void {
    clearTimeout(this.#timer);
    this.#timerDue = due;
    const expire = () => this.#expire();
    // After what is there to be read, if this process was held up: an action may have ended in time.
    this.#timer = setTimeout(() => (now() - due > LATE_MS ? setImmediate(expire) : expire()), Math.max(0, due - now()));
  }

  #expire(): void {
    // Another one may have been set meanwhile.
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#timerDue = Number.POSITIVE_INFINITY;
    const time = now();
    let next = Number.POSITIVE_INFINITY;
    for (const deadline of this.#open.values()) {
      if (deadline.due <= time) {
        deadline.expire();
      } else {
        next = Math.min(next, deadline.due);
      }
    }
    // What was aborted may have added some already.
    if (next < this.#timerDue) {
      this.#setTimer(next);
    }
  }
}

import { messageOf, RunnerError } from '../errors.js';
import { makeFifos } from '../process/fifos.js';
import { closeDescriptors } from '../process/open-streams.js';
import { NewPids } from '../shells/new-pids.js';
import { FIFOS_PER_PLACE, type Forked, ForkPlace, type PlaceHost } from './fork-place.js';

/** Places that are kept beside those whose forks run. */
const SPARE_PLACES = 1;

/** The process that has loaded the action, and forks. */
export interface ForkOrigin {
  /** Whether it still accepts orders. */
  readonly usable: boolean;
  /** Settles when it has terminated. */
  readonly exited: Promise<unknown>;
  /** Writes a line to its stdin. */
  order(line: string): void;
}

/** More forks than this at once wait for each other. */
const MAX_PLACES = 129;

/** After so many places in a row whose forks never waited, the origin is abandoned: where no process can start, it would be asked forever. */
const MAX_FAILURES = 3;

/** Settings of a {@link ForkServer}. */
export interface ForkServerOptions {
  readonly origin: ForkOrigin;
  /** Where files without a name may be made; the first that can be written is used. */
  readonly folders: readonly string[];
  /** How many forks are expected to run at once; there will be more places if more do. */
  readonly concurrency: number;
}

/**
 * Runs each activation in a fork of a process that has loaded the action. For each activation that may run at once, and one more, there is a
 * place whose fork waits for its message.
 */
export class ForkServer implements PlaceHost {
  readonly folders: readonly string[];
  readonly pids: NewPids = new NewPids();
  readonly #origin: ForkOrigin;
  #target: number;
  readonly #places = new Set<ForkPlace>();
  #idle: ForkPlace[] = [];
  #waiters: ((place: ForkPlace | undefined) => void)[] = [];
  #filling: Promise<void> | undefined;
  #failure: unknown;
  #failures = 0;
  #isClosed = false;

  constructor({ origin, folders, concurrency }: ForkServerOptions) {
    this.#origin = origin;
    this.folders = folders;
    this.#target = concurrency + SPARE_PLACES;
    // Not by the first activation: clients may hold all files then.
    this.pids.keepFile();
    void origin.exited.then(() => this.#drain());
    this.#fill();
  }

  /** Whether it can fork. */
  get usable(): boolean {
    return !this.#isClosed && this.#origin.usable;
  }

  /**
   * Gives a fork its message.
   * @param maxBytes longest answer that is accepted
   * @throws RunnerError `ERR_RUNNER_START`
   */
  async start(message: Uint8Array, maxBytes: number): Promise<Forked> {
    for (;;) {
      const place = this.#idle.shift() ?? (await this.#wait());
      if (place && !place.isWaiting) {
        // It was killed in the meantime.
        continue;
      }
      if (!place) {
        const reason = this.#failure === undefined ? '.' : `: ${messageOf(this.#failure)}`;
        const text = `The process that forks for each activation does not fork any more${reason}`;
        throw new RunnerError('ERR_RUNNER_START', text, { cause: this.#failure, detail: text });
      }
      try {
        return place.start(message, maxBytes);
      } catch (error) {
        // No room for its files, say: nothing has happened.
        this.#failure = error;
        place.retire();
        const text = `The fork for this activation could not be given its message: ${messageOf(error)}`;
        throw new RunnerError('ERR_RUNNER_START', text, { cause: error, detail: text });
      }
    }
  }

  /** Kills the forks that run; the owner of the process that forks kills that. */
  close(): void {
    this.#drain();
    for (const place of this.#places) {
      place.retire();
    }
  }

  armed(place: ForkPlace): void {
    this.#failures = 0;
    const waiter = this.#waiters.shift();
    if (waiter) {
      waiter(place);
    } else {
      this.#idle.push(place);
    }
  }

  retired(place: ForkPlace, wasArmed: boolean): void {
    this.#places.delete(place);
    this.#idle = this.#idle.filter((other) => other !== place);
    this.#failures += wasArmed ? 0 : 1;
    if (this.#isClosed) {
      this.#closePids();
    } else if (this.#failures >= MAX_FAILURES) {
      this.#drain();
    } else {
      setImmediate(() => this.#fill());
    }
  }

  /** Starts no more forks; those that run may finish. */
  #drain(): void {
    this.#isClosed = true;
    for (const place of this.#places) {
      if (!place.isBusy) {
        place.retire();
      }
    }
    for (const waiter of this.#waiters.splice(0)) {
      waiter(undefined);
    }
    this.#closePids();
  }

  #closePids(): void {
    if (this.#places.size === 0) {
      this.pids.close();
    }
  }

  async #wait(): Promise<ForkPlace | undefined> {
    if (!this.usable) {
      return undefined;
    }
    return await new Promise((resolve) => {
      this.#waiters.push(resolve);
      const busy = [...this.#places].filter((place) => !place.isArming).length;
      this.#target = Math.max(this.#target, Math.min(busy + this.#waiters.length + SPARE_PLACES, MAX_PLACES));
      this.#fill();
    });
  }

  #fill(): void {
    if (this.#places.size < this.#target && !this.#filling && this.usable) {
      this.#filling = this.#make().then(() => {
        this.#filling = undefined;
        this.#fill();
      });
    }
  }

  async #make(): Promise<void> {
    let fifos: number[] = [];
    try {
      fifos = await makeFifos(this.folders, (this.#target - this.#places.size) * FIFOS_PER_PLACE);
      while (fifos.length > 0 && this.usable) {
        const place = new ForkPlace(this, fifos.splice(0, FIFOS_PER_PLACE));
        this.#places.add(place);
        this.#origin.order(place.order);
      }
    } catch (error) {
      this.#failure = error;
      // What waits gets a place that is there. Without one there is nothing to wait for.
      this.#target = this.#places.size;
      if (this.#target === 0) {
        this.#drain();
      }
    } finally {
      closeDescriptors(fifos);
    }
  }
}

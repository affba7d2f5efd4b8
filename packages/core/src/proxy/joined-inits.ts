import { isDeepStrictEqual } from 'node:util';
import { RunnerError } from '../errors.js';
import type { InitMessage } from '../protocol/messages.js';
import { settlesWithin } from './deadline.js';
import type { RequestReport } from './request-report.js';

/** How long an init waits for an earlier one that was abandoned. */
const ABANDONED_LIMIT_MS = 3_000;

const FIELDS = ['name', 'main', 'binary', 'env', 'omitted'] as const;

/** An init that has not settled yet. */
interface PendingInit {
  readonly message: InitMessage;
  readonly settled: Promise<void>;
}

/** Inits that have not ended: an equal one joins, and another one waits for those that were abandoned. */
export class JoinedInits {
  readonly #pending = new Set<PendingInit>();
  /** Settles when the last init has ended, even if it was abandoned. */
  #ended: Promise<unknown> = Promise.resolve();

  /** Joins an init with an equal message that has not settled; otherwise starts one. */
  async join(message: InitMessage | undefined, report: RequestReport, start: () => Promise<void>): Promise<void> {
    if (!message) {
      return await start();
    }
    const twin = [...this.#pending].find((pending) => isSameMessage(pending.message, message));
    if (twin) {
      return await twin.settled.catch((error: unknown) => {
        report.fail(error);
        throw error;
      });
    }
    const pending = { message, settled: start() };
    this.#pending.add(pending);
    try {
      await pending.settled;
    } finally {
      this.#pending.delete(pending);
    }
  }

  /**
   * Initializes as soon as an earlier init that was abandoned has ended: until then that one may write to the action directory.
   * @throws RunnerError `ERR_RUNNER_FAULT` if that takes too long
   */
  initialize(start: () => Promise<void>): Promise<void> {
    const earlier = this.#ended;
    const initialized = settlesWithin(ABANDONED_LIMIT_MS, earlier).then((hasEnded) => {
      if (!hasEnded) {
        const message = 'An earlier initialization was abandoned but has not finished yet.';
        throw new RunnerError('ERR_RUNNER_FAULT', message, { phase: 'init' });
      }
      return start();
    });
    this.#ended = Promise.allSettled([earlier, initialized]);
    return initialized;
  }
}

function isSameMessage(one: InitMessage, other: InitMessage): boolean {
  return FIELDS.every((field) => isDeepStrictEqual(one[field], other[field])) && hasSameCode(one, other);
}

function hasSameCode(one: InitMessage, other: InitMessage): boolean {
  const [first, second] = [one, other].map(({ archive, source }) => archive ?? source);
  return first || second ? isDeepStrictEqual(first, second) : one.code === other.code;
}

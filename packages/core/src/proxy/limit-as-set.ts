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

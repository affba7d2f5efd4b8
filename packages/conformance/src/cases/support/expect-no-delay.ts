import type { CaseContext } from '../../case/case-context.js';

/** A delay is there each time; a busy machine is not. */
const ROUNDS = 2;

/** How often the comparison is measured in a round: a moment in which the machine is busy must not excuse a delay. */
const COMPARISONS = 2;

/** How many times as long as the comparison it may take, in addition to the time that is always allowed. */
const FACTOR = 2;

/** What {@link expectNoDelay} compares; times are in milliseconds. */
export interface PossibleDelay {
  /** What is measured, such as `an answer`. */
  readonly what: string;
  readonly measure: () => Promise<number>;
  /** What the comparison is, such as `an answer of an action that leaves nothing behind`. */
  readonly comparison: string;
  /** The same without what may delay it. */
  readonly compare: () => Promise<number>;
  /** What it may take on any machine. */
  readonly allowedMs: number;
}

/**
 * Checks that something does not take longer than it has to. How long that is depends on how busy the machine is, so what takes long is
 * compared with the same thing without what may delay it.
 */
export async function expectNoDelay(t: CaseContext, delay: PossibleDelay): Promise<void> {
  const { what, measure, comparison, compare, allowedMs } = delay;
  const measured: number[] = [];
  const compared: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    measured.push(await measure());
    if (Math.min(...measured) < allowedMs) return;
    for (let count = 0; count < COMPARISONS; count += 1) compared.push(await compare());
    if (Math.min(...measured) < allowedMs + FACTOR * Math.min(...compared)) return;
  }
  const tookMs = Math.round(Math.min(...measured));
  const usualMs = Math.round(Math.min(...compared));
  t.fail(
    `${what} took ${tookMs} ms, ${comparison} ${usualMs} ms`,
    `less than ${allowedMs + FACTOR * usualMs} ms: ${allowedMs} ms, and ${FACTOR} times what is usual here`,
    `${tookMs} ms`,
  );
}

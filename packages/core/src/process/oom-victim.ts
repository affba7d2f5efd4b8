import { readFileSync, writeFileSync } from 'node:fs';
import { systemCode } from '../errors.js';

const OWN_SCORE = '/proc/self/oom_score_adj';
const HIGHEST_SCORE = '1000';

/**
 * Starts a process that the kernel ends first, with its descendants, when memory is exhausted: the action, not the runtime (proc(5),
 * `oom_score_adj`). The process inherits the score, which this one has for that moment; given to it later, its own children would lack it.
 */
export function asFirstVictim<T>(start: () => T): T {
  const score = readScore();
  if (score === undefined || !writeScore(HIGHEST_SCORE)) {
    return start();
  }
  try {
    return start();
  } finally {
    writeScore(score);
  }
}

/** Undefined where there are no scores. */
function readScore(): string | undefined {
  try {
    return readFileSync(OWN_SCORE, 'latin1');
  } catch (error) {
    return ifSystemError(error, undefined);
  }
}

function writeScore(score: string): boolean {
  try {
    writeFileSync(OWN_SCORE, score);
    return true;
  } catch (error) {
    return ifSystemError(error, false);
  }
}

function ifSystemError<T>(error: unknown, value: T): T {
  if (systemCode(error) === undefined) {
    throw error;
  }
  return value;
}

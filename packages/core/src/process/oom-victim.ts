import { readFileSync, writeFileSync } from 'node:fs';
import { trySystemCall } from '../errors.js';

const OWN_SCORE = '/proc/self/oom_score_adj';
const HIGHEST_SCORE = '1000';

/**
 * Starts a process that the kernel kills first, with its descendants, when memory is exhausted: the action, not the runtime (proc(5),
 * `oom_score_adj`). The process inherits the score, which this one has for that moment; given to it later, its own children would lack it.
 */
export function startAsOomVictim<T>(start: () => T): T {
  // Undefined where there are no scores.
  const score = trySystemCall(undefined, () => readFileSync(OWN_SCORE, 'latin1'));
  if (score === undefined || !writeScore(HIGHEST_SCORE)) {
    return start();
  }
  try {
    return start();
  } finally {
    writeScore(score);
  }
}

function writeScore(score: string): boolean {
  return trySystemCall(false, () => {
    writeFileSync(OWN_SCORE, score);
    return true;
  });
}

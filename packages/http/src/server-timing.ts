import type { Timings } from '@actionrunner/core';

/** The phases as the value of a `Server-Timing` header (W3C Server Timing), durations in milliseconds. */
export function serverTiming({ phases }: Timings): string {
  return [...phases].map(([phase, ms]) => `${phase};dur=${Math.max(0, ms).toFixed(2)}`).join(', ');
}

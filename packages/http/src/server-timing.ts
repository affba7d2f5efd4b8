import type { OutgoingHttpHeaders } from 'node:http';
import type { Timings } from '@actionrunner/core';

/** The phases as a `Server-Timing` header (W3C Server Timing), durations in milliseconds; none if nothing was done. */
export function timingHeader({ phases }: Timings): OutgoingHttpHeaders {
  const metrics = [...phases].map(([phase, ms]) => `${phase};dur=${Math.max(0, ms).toFixed(2)}`);
  return metrics.length > 0 ? { 'server-timing': metrics.join(', ') } : {};
}

import type { Section } from './fault.js';
import { ARCHIVE } from './sections/archive.js';
import { BUILD } from './sections/build.js';
import { CONCURRENCY } from './sections/concurrency.js';
import { KEEP } from './sections/keep.js';
import { LOOP } from './sections/loop.js';
import { MEMORY } from './sections/memory.js';
import { PROCESS } from './sections/process.js';
import { REQUESTS } from './sections/requests.js';
import { RESULT } from './sections/result.js';
import { SHUTDOWN } from './sections/shutdown.js';
import { SIZE } from './sections/size.js';
import { TIME } from './sections/time.js';

/** All faults, in the order of the page. */
export const SECTIONS: readonly Section[] = [
  RESULT,
  PROCESS,
  TIME,
  MEMORY,
  SIZE,
  CONCURRENCY,
  BUILD,
  ARCHIVE,
  REQUESTS,
  SHUTDOWN,
  LOOP,
  KEEP,
];

import type { ConformanceCase } from '../case/case.js';
import { LOGS_CONTENTS_CASES } from './logs/contents.js';
import { LOGS_FRAMES_CASES } from './logs/frames.js';
import { LOGS_SILENCE_CASES } from './logs/silence.js';
import { LOGS_STREAMS_CASES } from './logs/streams.js';

/** The two log streams, and the lines that end the logs of an activation. */
export const LOGS_CASES: readonly ConformanceCase[] = [
  ...LOGS_STREAMS_CASES,
  ...LOGS_SILENCE_CASES,
  ...LOGS_FRAMES_CASES,
  ...LOGS_CONTENTS_CASES,
];

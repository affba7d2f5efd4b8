import type { ConformanceCase } from '../case/case.js';
import { ACTIONLOOP_ANSWERS_CASES } from './actionloop/answers.js';
import { ACTIONLOOP_END_CASES } from './actionloop/end.js';
import { ACTIONLOOP_MESSAGES_CASES } from './actionloop/messages.js';
import { ACTIONLOOP_START_CASES } from './actionloop/start.js';
import { ACTIONLOOP_SURROUNDINGS_CASES } from './actionloop/surroundings.js';

/** What happens with a program that reads messages on stdin and answers on file descriptor 3. */
export const ACTIONLOOP_CASES: readonly ConformanceCase[] = [
  ...ACTIONLOOP_MESSAGES_CASES,
  ...ACTIONLOOP_START_CASES,
  ...ACTIONLOOP_ANSWERS_CASES,
  ...ACTIONLOOP_END_CASES,
  ...ACTIONLOOP_SURROUNDINGS_CASES,
];

import type { ConformanceCase } from '../case/case.js';
import { INIT_FAILURES_CASES } from './init/failures.js';
import { INIT_MESSAGES_CASES } from './init/messages.js';
import { INIT_REPEATED_CASES } from './init/repeated.js';
import { INIT_WITHOUT_CODE_CASES } from './init/without-code.js';

/** What `POST /init` accepts and refuses. */
export const INIT_CASES: readonly ConformanceCase[] = [
  ...INIT_MESSAGES_CASES,
  ...INIT_WITHOUT_CODE_CASES,
  ...INIT_REPEATED_CASES,
  ...INIT_FAILURES_CASES,
];

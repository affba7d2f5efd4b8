import type { ConformanceCase } from '../case/case.js';
import { RUN_ANSWERS_CASES } from './run/answers.js';
import { RUN_EXECUTABLES_CASES } from './run/executables.js';
import { RUN_FAILURES_CASES } from './run/failures.js';
import { RUN_HTTP_CASES } from './run/http.js';
import { RUN_MESSAGES_CASES } from './run/messages.js';
import { RUN_PARAMETERS_CASES } from './run/parameters.js';

/** What `POST /run` answers. */
export const RUN_CASES: readonly ConformanceCase[] = [
  ...RUN_ANSWERS_CASES,
  ...RUN_PARAMETERS_CASES,
  ...RUN_FAILURES_CASES,
  ...RUN_MESSAGES_CASES,
  ...RUN_HTTP_CASES,
  ...RUN_EXECUTABLES_CASES,
];

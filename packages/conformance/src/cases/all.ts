import type { ConformanceCase } from '../case/case.js';
import { ACTIONLOOP_CASES } from './actionloop.js';
import { ARCHIVES_CASES } from './archives.js';
import { CODE_KINDS_CASES } from './code-kinds.js';
import { CONCURRENCY_CASES } from './concurrency.js';
import { CONTEXT_CASES } from './context.js';
import { FAULTS_CASES } from './faults.js';
import { INIT_CASES } from './init.js';
import { LOGS_CASES } from './logs.js';
import { RUN_CASES } from './run.js';
import { SHUTDOWN_CASES } from './shutdown.js';
import { SINGLE_ENTRY_CASES } from './single-entry.js';

/** All cases, in the order of reports. */
export const CASES: readonly ConformanceCase[] = [
  ...INIT_CASES,
  ...RUN_CASES,
  ...CONTEXT_CASES,
  ...LOGS_CASES,
  ...ARCHIVES_CASES,
  ...FAULTS_CASES,
  ...CONCURRENCY_CASES,
  ...SHUTDOWN_CASES,
  ...SINGLE_ENTRY_CASES,
  ...ACTIONLOOP_CASES,
  ...CODE_KINDS_CASES,
];

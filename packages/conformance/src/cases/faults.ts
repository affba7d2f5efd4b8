import type { ConformanceCase } from '../case/case.js';
import { FAULTS_ACTION_CASES } from './faults/action.js';
import { FAULTS_CRASH_CASES } from './faults/crash.js';
import { FAULTS_DEADLINE_CASES } from './faults/deadline.js';
import { FAULTS_HTTP_CASES } from './faults/http.js';
import { FAULTS_OUTPUT_CASES } from './faults/output.js';
import { FAULTS_PROCESSES_CASES } from './faults/processes.js';

/** What happens when something goes wrong. */
export const FAULTS_CASES: readonly ConformanceCase[] = [
  ...FAULTS_CRASH_CASES,
  ...FAULTS_DEADLINE_CASES,
  ...FAULTS_PROCESSES_CASES,
  ...FAULTS_OUTPUT_CASES,
  ...FAULTS_ACTION_CASES,
  ...FAULTS_HTTP_CASES,
];

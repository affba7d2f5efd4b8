import type { ConformanceCase } from '../case/case.js';

/** The cases of the group `faults`. */
export const FAULTS_CASES: readonly ConformanceCase[] = [];

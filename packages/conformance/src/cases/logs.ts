import type { ConformanceCase } from '../case/case.js';

/** The cases of the group `logs`. */
export const LOGS_CASES: readonly ConformanceCase[] = [];

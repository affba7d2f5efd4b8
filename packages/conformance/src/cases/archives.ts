import type { ConformanceCase } from '../case/case.js';

/** The cases of the group `archives`. */
export const ARCHIVES_CASES: readonly ConformanceCase[] = [];

import type { ConformanceCase } from '../case/case.js';

/** The cases of the group `code-kinds`. */
export const CODE_KINDS_CASES: readonly ConformanceCase[] = [];

import type { ConformanceCase } from '../case/case.js';
import { ARCHIVES_ACCEPTED_CASES } from './archives/accepted.js';
import { ARCHIVES_AFTER_FAILURE_CASES } from './archives/after-failure.js';
import { ARCHIVES_OUTSIDE_CASES } from './archives/outside.js';
import { ARCHIVES_REFUSED_CASES } from './archives/refused.js';

/** What `POST /init` does with archives. */
export const ARCHIVES_CASES: readonly ConformanceCase[] = [
  ...ARCHIVES_ACCEPTED_CASES,
  ...ARCHIVES_REFUSED_CASES,
  ...ARCHIVES_OUTSIDE_CASES,
  ...ARCHIVES_AFTER_FAILURE_CASES,
];

import { CASES } from './cases/all.js';
import type { CaseInfo } from './report.js';
import { type Selection, selectCases } from './select-cases.js';

/**
 * The cases that a selection runs, in the order of reports.
 * @throws ConformanceError `ERR_CONFORMANCE_SELECTION` if no case or group has a given name
 * @example
 * ```js
 * import { listCases } from '@actionrunner/conformance';
 *
 * const [first] = listCases({ groups: ['init'] });
 * console.log(first.id); // init/accepts-code
 * ```
 */
export function listCases(selection: Selection = {}): CaseInfo[] {
  return selectCases(CASES, selection).map(({ info }) => info);
}

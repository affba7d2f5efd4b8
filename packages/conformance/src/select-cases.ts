import type { ConformanceCase } from './case/case.js';
import { ConformanceError } from './conformance-error.js';

/** What of the cases is wanted; all of them by default. */
export interface Selection {
  readonly groups?: readonly string[];
  readonly cases?: readonly string[];
}

/**
 * Selects cases that are of one of the groups or have one of the ids.
 * @throws ConformanceError `ERR_CONFORMANCE_SELECTION` if no case or group has a given name
 */
export function selectCases(all: readonly ConformanceCase[], { groups, cases }: Selection): ConformanceCase[] {
  const groupNames = [...new Set(all.map(({ info }) => info.group))];
  const group = groups?.find((name) => !groupNames.includes(name));
  if (group !== undefined) {
    throw new ConformanceError(
      'ERR_CONFORMANCE_SELECTION',
      `There is no group "${group}"; there are ${groupNames.join(', ')}.`,
    );
  }
  const id = cases?.find((name) => !all.some(({ info }) => info.id === name));
  if (id !== undefined) {
    const similar = all.map(({ info }) => info.id).filter((name) => name.split('/')[0] === id.split('/')[0]);
    const help = similar.length > 0 ? `its group has ${similar.join(', ')}` : `the groups are ${groupNames.join(', ')}`;
    throw new ConformanceError('ERR_CONFORMANCE_SELECTION', `There is no case "${id}"; ${help}.`);
  }
  if (groups === undefined && cases === undefined) return [...all];
  return all.filter(({ info }) => groups?.includes(info.group) || cases?.includes(info.id));
}

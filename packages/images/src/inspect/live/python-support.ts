import type { Finding } from '../check.js';

/** The end of life of the versions of Python (devguide.python.org/versions: five years after the release, in October). */
const END_OF_LIFE: Readonly<Record<string, string>> = {
  '3.10': '2026-10-31',
  '3.11': '2027-10-31',
  '3.12': '2028-10-31',
  '3.13': '2029-10-31',
  '3.14': '2030-10-31',
  '3.15': '2031-10-31',
};
const OLDEST_KNOWN = 10;

/** Checks whether a version, such as `3.11.2`, is Python 3 and supported on a day. */
export function checkPythonSupport(version: string, today: Date): Finding {
  const [, major, minor] = /^(\d+)\.(\d+)\./.exec(version) ?? [];
  if (major !== '3' || minor === undefined) {
    return { holds: false, found: version === '' ? 'python3 is not on the path' : `it is Python ${version}` };
  }
  if (Number(minor) < OLDEST_KNOWN) {
    return { holds: false, found: `Python ${version} is no longer supported` };
  }
  const end = END_OF_LIFE[`3.${minor}`];
  if (end === undefined) {
    return { holds: true, found: `Python ${version}` };
  }
  return new Date(`${end}T23:59:59Z`) < today
    ? { holds: false, found: `support for Python ${version} ended on ${end}` }
    : { holds: true, found: `Python ${version}, supported until ${end}` };
}

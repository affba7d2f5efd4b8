import type { Profile } from './profiles.js';

/** The outcome of a check. */
export type Status = 'ok' | 'warn' | 'fail' | 'skip';

/** What was found: whether the condition holds, and a text. `partly` is a warning at most; undefined: it could not be tested. */
export interface Finding {
  readonly holds: boolean | 'partly' | undefined;
  readonly found: string;
}

/** A condition of some platforms. */
export interface Check {
  readonly id: string;
  /** The platforms that require it, and the status there if it does not hold. */
  readonly profiles: Readonly<Partial<Record<Profile, 'warn' | 'fail'>>>;
  readonly why: string;
  readonly mend: string;
}

/** A check with its outcome, as `inspect --json` prints it. */
export interface CheckResult {
  /** Its name, which never changes. */
  readonly id: string;
  /** Those of the chosen platforms that require it. */
  readonly profiles: readonly Profile[];
  /** `fail` if one of the platforms requires it, `warn` if they only advise it, `skip` if it could not be checked. */
  readonly status: Status;
  /** What the image has, or why it could not be checked. */
  readonly found: string;
  /** Why platforms require it. */
  readonly why: string;
  /** What to do if it does not hold. */
  readonly mend: string;
}

/** Judges a finding by the chosen platforms: the strictest one counts. @returns undefined if none requires it */
export function judge(check: Check, finding: Finding, chosen: readonly Profile[]): CheckResult | undefined {
  const profiles = chosen.filter((profile) => check.profiles[profile] !== undefined);
  if (profiles.length === 0) {
    return undefined;
  }
  const isStrict = profiles.some((profile) => check.profiles[profile] === 'fail');
  const { id, why, mend } = check;
  return { id, profiles, status: rateFinding(finding, isStrict), found: finding.found, why, mend };
}

function rateFinding({ holds }: Finding, isStrict: boolean): Status {
  if (holds === undefined) {
    return 'skip';
  }
  if (holds === true) {
    return 'ok';
  }
  return isStrict && holds === false ? 'fail' : 'warn';
}

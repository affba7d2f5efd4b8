import { RunnerError } from './errors.js';

/** Default limit for the entries of an archive. */
export const DEFAULT_MAX_ARCHIVE_ENTRIES = 50_000;

/** Default limit for the unpacked size of an archive: 512 MiB. */
export const DEFAULT_MAX_ARCHIVE_BYTES: number = 512 * 1024 * 1024;

/** Default limit for the result of one activation: 64 MiB. */
export const DEFAULT_MAX_RESULT_BYTES: number = 64 * 1024 * 1024;

/** Default limit for the logs of one activation, both streams together: 10 MiB, as on the platform. */
export const DEFAULT_MAX_LOG_BYTES: number = 10 * 1024 * 1024;

/** Default limit for the requests that wait for their turn. */
export const DEFAULT_MAX_QUEUE = 1_000;

/** Limits of one init or activation. */
export interface Limits {
  /** Entries of an archive. Default 50,000. */
  readonly maxArchiveEntries: number;
  /** Unpacked bytes of an archive. Default 512 MiB. */
  readonly maxArchiveBytes: number;
  /** Bytes of a result. Default 64 MiB. */
  readonly maxResultBytes: number;
  /** Bytes of logs, both streams together; the rest is dropped. Default 10 MiB. */
  readonly maxLogBytes: number;
}

/**
 * Fills in the defaults.
 * @throws RunnerError `ERR_RUNNER_OPTION` for a limit that is not a positive integer
 */
export function resolveLimits(given: Partial<Limits>): Limits {
  return {
    maxArchiveEntries: requirePositive('maxArchiveEntries', given.maxArchiveEntries ?? DEFAULT_MAX_ARCHIVE_ENTRIES),
    maxArchiveBytes: requirePositive('maxArchiveBytes', given.maxArchiveBytes ?? DEFAULT_MAX_ARCHIVE_BYTES),
    maxResultBytes: requirePositive('maxResultBytes', given.maxResultBytes ?? DEFAULT_MAX_RESULT_BYTES),
    maxLogBytes: requirePositive('maxLogBytes', given.maxLogBytes ?? DEFAULT_MAX_LOG_BYTES),
  };
}

/**
 * Returns the value of an option that must be a positive integer.
 * @throws RunnerError `ERR_RUNNER_OPTION`
 */
export function requirePositive(option: string, value: number): number {
  if (!Number.isSafeInteger(value) || value <= 0) {
    throw new RunnerError('ERR_RUNNER_OPTION', `The option ${option} must be a positive integer, not ${value}.`);
  }
  return value;
}

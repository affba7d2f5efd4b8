import { isRunnerError, messageOf, RunnerError } from '../errors.js';
import { isSystemError, quote, toDeliveryError } from './delivery-error.js';

/** Returns the error for an archive that is damaged as a whole; `why` is a clause. */
export function blameArchive(why: string, cause?: unknown): RunnerError {
  return new RunnerError(
    'ERR_RUNNER_ARCHIVE_INVALID',
    `The code is not a valid zip archive: ${why}.`,
    cause === undefined ? {} : { cause },
  );
}

/** Returns the error for a tar that is damaged; `why` is a clause. */
export function blameTar(why: string, cause?: unknown): RunnerError {
  return new RunnerError('ERR_RUNNER_ARCHIVE_INVALID', `The code is not a valid tar archive: ${why}.`, { cause });
}

/** Returns the error for an archive that is not accepted as a whole; `why` is a clause. */
export function refuseArchive(why: string): RunnerError {
  return new RunnerError('ERR_RUNNER_ARCHIVE_REFUSED', `The archive is not accepted: ${why}.`);
}

/** Returns the error for a damaged entry; `why` is a clause. */
export function blameEntry(name: string, why: string, cause?: unknown): RunnerError {
  return blameArchive(`its entry ${quote(name)} is damaged, ${why}`, cause);
}

/** Returns the error for an entry that is not accepted; `why` is a clause. */
export function refuseEntry(name: string, why: string): RunnerError {
  return refuseArchive(`its entry ${quote(name)} ${why}`);
}

/** Turns anything thrown while unpacking into a RunnerError: failed system calls are failures to deliver, all else is due to the archive. */
export function toArchiveError(thrown: unknown): RunnerError {
  if (isRunnerError(thrown)) return thrown;
  if (isSystemError(thrown)) return toDeliveryError(thrown);
  const message = messageOf(thrown);
  return blameArchive(message === 'FILE_ENDED' ? 'part of it is missing, or something precedes it' : message, thrown);
}

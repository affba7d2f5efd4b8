import { isRunnerError, messageOf, RunnerError, systemCode } from '../errors.js';

const QUOTE_CHARACTERS = 200;

// JSON leaves them unescaped, but terminals interpret them: controls beyond ASCII, line separators, changes of direction.
const TERMINAL_CONTROLS = /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Returns `text` as a JSON string, shortened: names come from the archive and may contain anything. */
export function quote(text: string): string {
  const short = text.length > QUOTE_CHARACTERS ? `${text.slice(0, QUOTE_CHARACTERS - 1)}…` : text;
  return JSON.stringify(short).replace(
    TERMINAL_CONTROLS,
    (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

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

/** Whether a system call failed, as opposed to a decoder or a check. */
export function isSystemError(thrown: unknown): boolean {
  return typeof (thrown as NodeJS.ErrnoException | null | undefined)?.syscall === 'string';
}

/** Turns a failure to write into `ERR_RUNNER_DELIVERY`, with the path and the system's error code. Returns a RunnerError as it is. */
export function toDeliveryError(thrown: unknown, path?: string): RunnerError {
  if (isRunnerError(thrown)) return thrown;
  const where = (thrown as NodeJS.ErrnoException | null | undefined)?.path ?? path;
  const what = systemCode(thrown) ?? messageOf(thrown);
  return new RunnerError(
    'ERR_RUNNER_DELIVERY',
    `The code could not be written to the action directory: ${what}${where === undefined ? '' : ` at ${quote(where)}`}.`,
    { cause: thrown, phase: 'deliver', detail: messageOf(thrown) },
  );
}

/** Turns anything thrown while unpacking into a RunnerError: failed system calls are failures to deliver, all else is due to the archive. */
export function toArchiveError(thrown: unknown): RunnerError {
  if (isRunnerError(thrown)) return thrown;
  if (isSystemError(thrown)) return toDeliveryError(thrown);
  const message = messageOf(thrown);
  return blameArchive(message === 'FILE_ENDED' ? 'part of it is missing, or something precedes it' : message, thrown);
}

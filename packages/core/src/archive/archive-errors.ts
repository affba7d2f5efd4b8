import { isRunnerError, messageOf, RunnerError, systemCode } from '../errors.js';

const QUOTE_CHARACTERS = 200;

// JSON leaves them as they are, but a terminal obeys them: controls beyond ASCII, line ends, changes of direction.
const TERMINAL_CONTROLS = /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** `text` as a JSON string, shortened: names come from the archive and may hold anything. */
export function quote(text: string): string {
  const short = text.length > QUOTE_CHARACTERS ? `${text.slice(0, QUOTE_CHARACTERS - 1)}…` : text;
  return JSON.stringify(short).replace(
    TERMINAL_CONTROLS,
    (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The archive as a whole is damaged; `why` is a clause. */
export function invalidArchive(why: string, cause?: unknown): RunnerError {
  return new RunnerError(
    'ERR_RUNNER_ARCHIVE_INVALID',
    `The code is not a valid zip archive: ${why}.`,
    cause === undefined ? {} : { cause },
  );
}

/** The archive as a whole is not accepted; `why` is a clause. */
export function refusedArchive(why: string): RunnerError {
  return new RunnerError('ERR_RUNNER_ARCHIVE_REFUSED', `The archive is not accepted: ${why}.`);
}

/** The entry `name` is damaged; `why` is a clause. */
export function invalidEntry(name: string, why: string, cause?: unknown): RunnerError {
  return invalidArchive(`its entry ${quote(name)} is damaged, ${why}`, cause);
}

/** The entry `name` is not accepted; `why` is a clause. */
export function refusedEntry(name: string, why: string): RunnerError {
  return refusedArchive(`its entry ${quote(name)} ${why}`);
}

/** Whether a system call failed, as opposed to a decoder or a check. */
export function isSystemError(thrown: unknown): boolean {
  return typeof (thrown as NodeJS.ErrnoException | null | undefined)?.syscall === 'string';
}

/** A failure while writing: `ERR_RUNNER_DELIVERY`, with the path and the system's error code. A RunnerError stays as it is. */
export function deliveryError(thrown: unknown, path?: string): RunnerError {
  if (isRunnerError(thrown)) return thrown;
  const where = (thrown as NodeJS.ErrnoException | null | undefined)?.path ?? path;
  const what = systemCode(thrown) ?? messageOf(thrown);
  return new RunnerError(
    'ERR_RUNNER_DELIVERY',
    `The code could not be written to the action directory: ${what}${where === undefined ? '' : ` at ${quote(where)}`}.`,
    { cause: thrown, phase: 'deliver', detail: messageOf(thrown) },
  );
}

/** Anything thrown while unpacking, as a RunnerError: failed system calls are deliveries, the rest blames the archive. */
export function archiveError(thrown: unknown): RunnerError {
  if (isRunnerError(thrown)) return thrown;
  if (isSystemError(thrown)) return deliveryError(thrown);
  const message = messageOf(thrown);
  return invalidArchive(message === 'FILE_ENDED' ? 'something is missing or in front of it' : message, thrown);
}

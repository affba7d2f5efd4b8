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

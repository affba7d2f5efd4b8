import type { Unanswered } from '../image-error.js';

/** A container did not start, answer or stop as it should. The message is a sentence without its period. */
export class ContainerError extends Error {
  override readonly name = 'ContainerError';
  /** Why a request has no answer; undefined if that is not the fault of the image or its action. */
  readonly unanswered: Unanswered | undefined;

  constructor(message: string, unanswered?: Unanswered) {
    super(message);
    this.unanswered = unanswered;
  }
}

/** A container was killed, because its memory was exhausted. */
export class OutOfMemoryError extends ContainerError {
  constructor(code: number) {
    super(`the container exited before it answered (exit status ${code}, out of memory)`, 'memory');
  }
}

/** A container never ran, because of its image. */
export class UnstartedError extends ContainerError {
  constructor(reason: string) {
    super(`the container cannot start: ${reason}`, 'unstarted');
  }
}

/** A container never ran, because of the engine, which says nothing about the image. */
export class EngineError extends ContainerError {
  constructor(reason: string) {
    super(`the engine could not start the container: ${reason}`);
  }
}

/** Failures due to the image: its command or its user. */
const FAULT_OF_IMAGE =
  /exec:? .*(not found|no such file|permission denied|format error)|(unable to find|no matching entries|no such) ?(user|group|in passwd)/i;

/** Creates the error of a container that never ran, from what the engine wrote. */
export function createStartError(output: string): UnstartedError | EngineError {
  // Docker adds a line with the name of the container.
  const lines = output.trimEnd().split('\n');
  const fault = lines.find((line) => FAULT_OF_IMAGE.test(line));
  return fault === undefined
    ? new EngineError(stripPrefix(lines[0] as string))
    : new UnstartedError(stripPrefix(fault));
}

function stripPrefix(line: string): string {
  return line.replace(/^Error(?: response from daemon)?: /, '');
}

import { closeSync, constants, existsSync, openSync, readSync } from 'node:fs';
import { RunnerError, systemCode } from '../errors.js';
import type { Content, ContentKind } from './identify.js';

const HEAD_BYTES = 256;
/** How a zip, a gzip file and an ELF file begin in base64. */
const BASE64_HEADS = ['UEsDB', 'UEsFB', 'UEsHC', 'H4sI', 'f0VMR'];
const WINDOWS_LINE = /^[^\n]*\r(\n|$)/;

/**
 * Refuses an executable that this machine cannot start. What can be started: a script whose interpreter (`#!`) exists, an ELF executable for
 * this machine whose loader exists, and UTF-8 text. `verify` reports a missing file.
 * @throws RunnerError `ERR_RUNNER_BUILD` that says what the file is and what to do
 * @public
 * @example
 * ```js
 * import { ActionRunner, checkExecutable } from '@actionrunner/core';
 *
 * class ScriptRunner extends ActionRunner {
 *   async build() {
 *     await checkExecutable(this.binary); // fails the init, not the first run
 *   }
 * }
 * new ScriptRunner();
 * ```
 */
export async function checkExecutable(path: string): Promise<void> {
  await checkProgram(path);
}

/**
 * As {@link checkExecutable}, for an interpreter that reads more than UTF-8.
 * @param accepted what it can read besides
 */
export async function checkProgram(path: string, accepted: readonly ContentKind[] = []): Promise<void> {
  const head = readHead(path);
  const reason = explainInterpreter(head) ?? (await explainFormat(path, head, accepted));
  if (reason !== undefined) throw new RunnerError('ERR_RUNNER_BUILD', reason);
}

/**
 * Refuses a source that is an archive, an executable or something else that no compiler reads. Text in any encoding passes. A missing file is
 * reported by the compiler.
 * @param refused what this compiler cannot read either
 * @param name how the message begins
 * @throws RunnerError `ERR_RUNNER_BUILD` that says what the file is and what to do
 */
export async function checkSource(
  path: string,
  refused: readonly ContentKind[] = [],
  name = 'The source',
): Promise<void> {
  const head = readHead(path);
  if (!head.some(isBinary) && !BASE64_HEADS.some((start) => head.indexOf(start) === 0)) return;
  const { explainSource } = await import('./explain-content.js');
  const reason = explainSource(path, refused, name);
  if (reason !== undefined) throw new RunnerError('ERR_RUNNER_BUILD', reason);
}

/** Explains in a sentence why the interpreter in the first line cannot be started; undefined if it can, or none is named. */
function explainInterpreter(head: Buffer): string | undefined {
  const interpreter = parseShebang(head);
  // After options it is up to the interpreter: perl and ruby accept it.
  if (interpreter?.path.endsWith('\r') || (interpreter?.path.endsWith('/env') && WINDOWS_LINE.test(head.toString()))) {
    return 'The script has Windows line endings (CR LF), so its first line names no interpreter; save it with Unix line endings.';
  }
  if (interpreter?.path.startsWith('/') && !existsSync(interpreter.path)) {
    return `The interpreter ${interpreter.path} in the script's first line does not exist here.`;
  }
  return undefined;
}

/**
 * Explains in a sentence why a file, whatever its name, is nothing that can be started: what the kernel refuses would otherwise be run by a
 * shell, which takes the bytes of any file for commands. Undefined for what can be started, and where there is no file.
 *
 * @param head the first bytes of the file
 * @param accepted what else can be started here
 */
export async function explainFormat(
  path: string,
  head: Buffer,
  accepted: readonly ContentKind[] = [],
): Promise<string | undefined> {
  if (head.length === 0 || parseShebang(head)) return undefined;
  // On demand: nearly all actions are scripts with such a line.
  const { explainContent } = await import('./explain-content.js');
  return explainContent(path, accepted);
}

/** Says what a file is, as `identify` does, which is loaded for it. */
export async function identifyBytes(bytes: Buffer, fileName: string): Promise<Content> {
  const { identify } = await import('./identify.js');
  return identify(bytes, fileName);
}

/** The interpreter and options in a script's first line. */
export interface Shebang {
  /** Path of the interpreter, as written. */
  readonly path: string;
  /** The rest of the line; the kernel passes it as one argument. */
  readonly argument: string;
}

/** Parses the `#!` line of a script. @returns undefined if it has none, or one with a NUL character, which the kernel reads differently */
export function parseShebang(head: Buffer): Shebang | undefined {
  const line = /^#![ \t]*([^ \t\n\0]+)[ \t]*([^\n\0]*)(?!.*\0)/.exec(head.toString('latin1'));
  return line ? { path: line[1] as string, argument: (line[2] as string).trim() } : undefined;
}

/** Reads the first bytes of a file, by default those that show how the kernel starts it; empty if there is no file. */
export function readHead(path: string, count: number = HEAD_BYTES): Buffer {
  try {
    // Synchronous: one read takes less time than the thread pool. Opening a named pipe must not wait for a writer.
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const head = Buffer.alloc(count);
      return head.subarray(0, readSync(file, head, 0, count, 0));
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'EISDIR') {
      return Buffer.alloc(0);
    }
    throw error;
  }
}

/** Whether text never has a byte, which all known binary formats have at their beginning. */
function isBinary(byte: number): boolean {
  return byte < 7 || byte === 127;
}

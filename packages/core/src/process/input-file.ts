import { randomUUID } from 'node:crypto';
import { closeSync, constants, openSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { systemCode } from '../errors.js';

const { O_CREAT, O_EXCL, O_RDWR } = constants;

/**
 * A file without a name that holds `input`, positioned at its start, for a process to read as its standard input.
 * @returns the file descriptor, to be closed once the process has started; undefined where no file can be written
 */
export function openInputFile(input: Uint8Array, folders: readonly string[]): number | undefined {
  for (const folder of folders) {
    try {
      return writeInputFile(input, join(folder, `.actionrunner-${randomUUID()}`));
    } catch (error) {
      if (systemCode(error) === undefined) {
        throw error;
      }
      // Not there, not writable, or full: the next one may do.
    }
  }
  return undefined;
}

function writeInputFile(input: Uint8Array, path: string): number {
  const descriptor = openSync(path, O_CREAT | O_EXCL | O_RDWR, 0o600);
  try {
    unlinkSync(path);
    for (let at = 0; at < input.length; ) {
      // By position, which leaves the descriptor's own at the start.
      at += writeSync(descriptor, input, at, input.length - at, at);
    }
    return descriptor;
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

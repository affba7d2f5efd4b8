import { execFile } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { RunnerError, trySystemCall } from '../errors.js';

/** Opens neither end of a FIFO, and keeps it (open(2); the same on all processors that Node.js runs on). */
const O_PATH = 0o10000000;

/** Where the tools of the system are, whatever PATH the actions have. */
const TOOL_PATH = '/usr/bin:/bin';

/**
 * Makes FIFOs without a name, each held by a descriptor that is neither of its ends, without blocking.
 * @throws RunnerError `ERR_RUNNER_START` where no folder can be written
 */
export async function makeFifos(folders: readonly string[], count: number): Promise<number[]> {
  const folder = makeFolder(folders);
  if (folder === undefined) {
    throw new RunnerError('ERR_RUNNER_START', `No folder can be written: ${folders.join(', ')}.`);
  }
  const descriptors: number[] = [];
  try {
    const paths = Array.from({ length: count }, (_, index) => join(folder, String(index)));
    await promisify(execFile)('mkfifo', ['-m', '600', ...paths], { env: { PATH: TOOL_PATH } });
    for (const path of paths) {
      descriptors.push(openSync(path, O_PATH));
    }
    return descriptors;
  } catch (error) {
    for (const descriptor of descriptors) {
      closeSync(descriptor);
    }
    throw error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Makes a private folder in the first place that can be written; undefined if none can. */
export function makeFolder(places: readonly string[]): string | undefined {
  for (const place of places) {
    // Not there, or not writable: the next one may be.
    const made = trySystemCall(undefined, () => mkdtempSync(join(place, `.actionrunner-${process.pid}-`)));
    if (made !== undefined) {
      return made;
    }
  }
  return undefined;
}

/** The path by which a descriptor of this process is opened once more. */
export function pathOf(descriptor: number): string {
  return `/proc/self/fd/${descriptor}`;
}

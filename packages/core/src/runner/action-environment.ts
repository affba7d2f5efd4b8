import { accessSync, constants } from 'node:fs';
import { systemCode } from '../errors.js';
import type { Environment } from '../protocol/environment.js';

/** Where POSIX programs put temporary files unless TMPDIR says otherwise. */
const USUAL_FOLDER = '/tmp';

/** `TMPDIR` where the usual folder cannot be written, as in a container with a read-only root: the action directory then. */
export function temporaryFolder(directory: string): Environment {
  return isWritable(USUAL_FOLDER) ? {} : { TMPDIR: directory };
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch (error) {
    if (systemCode(error) === undefined) {
      throw error;
    }
    return false;
  }
}

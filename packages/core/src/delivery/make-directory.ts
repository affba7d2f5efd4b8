import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { systemCode } from '../errors.js';

/**
 * Makes a directory and those above it; one that exists is fine.
 * Unlike `mkdirSync` with `recursive` it gives up where the file system makes none, as in /proc, where Node 20 tries for ever.
 * @throws the system's error
 */
export function makeDirectory(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    if (systemCode(error) === 'ENOENT' && dirname(path) !== path) {
      makeDirectory(dirname(path));
      mkdirSync(path);
    } else if (systemCode(error) !== 'EEXIST') {
      throw error;
    }
  }
}

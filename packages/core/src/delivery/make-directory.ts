import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { systemCode } from '../errors.js';

/**
 * Creates a directory and those above it, unless they exist. Unlike `mkdirSync` with `recursive` it fails where the file system refuses
 * directories, as in /proc, where Node 20 tries forever.
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

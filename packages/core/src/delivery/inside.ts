import { isAbsolute, join, normalize, sep } from 'node:path';
import { quote } from '../archive/archive-errors.js';
import { RunnerError } from '../errors.js';

/**
 * `path` below `directory`.
 *
 * @throws RunnerError `ERR_RUNNER_DELIVERY` when `path` is not relative or leads elsewhere
 */
export function inside(directory: string, path: string): string {
  const normal = normalize(path);
  const outside = isAbsolute(path) || path.includes('\0') || normal === '.' || normal.endsWith(sep);
  if (outside || normal.split(sep)[0] === '..') {
    throw new RunnerError(
      'ERR_RUNNER_DELIVERY',
      `The path ${quote(path)} is not one of a file in the action directory.`,
    );
  }
  return join(directory, normal);
}

import { lstatSync, realpathSync } from 'node:fs';
import { isAbsolute, join, normalize, relative, sep } from 'node:path';
import { quote } from '../archive/delivery-error.js';
import { RunnerError, systemCode } from '../errors.js';

/** Where a write to a path would go. */
export interface Location {
  /** Absolute, without links except as its last component. If a directory on the way is missing, the topmost one that is. */
  readonly path: string;
  readonly exists: boolean;
}

/**
 * Follows `path` through links to directories.
 *
 * @param root the action directory, free of links
 * @param path absolute, below `root`
 * @returns undefined below a dangling link
 * @throws RunnerError `ERR_RUNNER_DELIVERY` if a link leads out of `root`
 */
export function locate(root: string, path: string): Location | undefined {
  const components = relative(root, path).split(sep);
  let at = root;
  for (const [index, component] of components.entries()) {
    at = join(at, component);
    const stats = lstatSync(at, { throwIfNoEntry: false });
    if (stats === undefined) return { path: at, exists: false };
    if (index === components.length - 1 || !stats.isSymbolicLink()) continue;
    const target = resolveLink(at);
    if (target === undefined) return undefined;
    checkInside(root, at, target);
    at = target;
  }
  return { path: at, exists: true };
}

/** @throws RunnerError `ERR_RUNNER_DELIVERY` if the target of a link is not below `root` */
export function checkInside(root: string, link: string, target: string): void {
  if (target !== root && !target.startsWith(root + sep)) {
    throw new RunnerError('ERR_RUNNER_DELIVERY', `${quote(link)} is a link that leads out of the action directory.`);
  }
}

function resolveLink(link: string): string | undefined {
  try {
    return realpathSync.native(link);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Resolves a relative path below `directory`.
 *
 * @throws RunnerError `ERR_RUNNER_DELIVERY` if `path` is not relative or leads elsewhere
 */
export function resolveInside(directory: string, path: string): string {
  const normal = normalize(path);
  const outside = isAbsolute(path) || path.includes('\0') || normal === '.' || normal.endsWith(sep);
  if (outside || normal.split(sep)[0] === '..') {
    throw new RunnerError(
      'ERR_RUNNER_DELIVERY',
      `The path ${quote(path)} does not name a file in the action directory.`,
    );
  }
  return join(directory, normal);
}

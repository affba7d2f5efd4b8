/**
 * Calls of `node:fs` as promises. `node:fs/promises` would do the same, but it loads readline, watchers and more, which a start and the
 * first init do not need.
 *
 * @module
 */
import type * as fs from 'node:fs';
// By name: of a whole module, a bundle makes a copy at each start.
import { readdir as callReaddir, rename as callRename, rm as callRm, rmdirSync } from 'node:fs';
import { trySystemCall } from '../errors.js';

/** As `promisify` of `node:util`, which copies the properties of each function: 2 KB and about 20 µs for each, at each start. */
function promised<T>(call: (...args: never[]) => void): T {
  const start = call as (...args: unknown[]) => void;
  const promise = (...args: unknown[]) =>
    new Promise((resolve, reject) => {
      start(...args, (error: Error | null, result: unknown) => (error ? reject(error) : resolve(result)));
    });
  return promise as T;
}

/** The names. */
export const readdir: (path: string, options?: { encoding: 'utf8'; recursive: boolean }) => Promise<string[]> =
  promised(callReaddir);
export const rename: typeof fs.rename.__promisify__ = promised(callRename);
export const rm: typeof fs.rm.__promisify__ = promised(callRm);

/** Removes a folder that is empty nearly always: only what is in it needs threads, which a first init would have to start. */
export async function removeFolder(path: string): Promise<void> {
  const isRemoved = trySystemCall(false, () => {
    rmdirSync(path);
    return true;
  });
  if (!isRemoved) await rm(path, { recursive: true, force: true });
}

/**
 * Calls of `node:fs` as promises. `node:fs/promises` would do the same, but it loads readline, watchers and more, which a start and the
 * first init do not need.
 *
 * @module
 */
import type * as fs from 'node:fs';
// By name: of a whole module, a bundle makes a copy at each start.
import {
  appendFile as callAppendFile,
  copyFile as callCopyFile,
  mkdtemp as callMkdtemp,
  readdir as callReaddir,
  realpath as callRealpath,
  rename as callRename,
  rm as callRm,
  writeFile as callWriteFile,
} from 'node:fs';

/** As `promisify` of `node:util`, which copies the properties of each function: 2 KB and about 20 µs for each, at each start. */
function promised<T>(call: (...args: never[]) => void): T {
  const start = call as (...args: unknown[]) => void;
  const promise = (...args: unknown[]) =>
    new Promise((resolve, reject) => {
      start(...args, (error: Error | null, result: unknown) => (error ? reject(error) : resolve(result)));
    });
  return promise as T;
}

export const appendFile: typeof fs.appendFile.__promisify__ = promised(callAppendFile);
export const copyFile: typeof fs.copyFile.__promisify__ = promised(callCopyFile);
export const mkdtemp: typeof fs.mkdtemp.__promisify__ = promised(callMkdtemp);
/** The names. */
export const readdir: (path: string, options?: { encoding: 'utf8'; recursive: boolean }) => Promise<string[]> =
  promised(callReaddir);
/** The system's, as that of `node:fs/promises`. */
export const realpath: (path: string) => Promise<string> = promised(callRealpath.native);
export const rename: typeof fs.rename.__promisify__ = promised(callRename);
export const rm: typeof fs.rm.__promisify__ = promised(callRm);
export const writeFile: typeof fs.writeFile.__promisify__ = promised(callWriteFile);

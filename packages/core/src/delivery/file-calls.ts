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
  chmod as callChmod,
  copyFile as callCopyFile,
  mkdtemp as callMkdtemp,
  readdir as callReaddir,
  realpath as callRealpath,
  rename as callRename,
  rm as callRm,
  stat as callStat,
  writeFile as callWriteFile,
} from 'node:fs';
import { promisify } from 'node:util';

export const appendFile: typeof fs.appendFile.__promisify__ = promisify(callAppendFile);
export const chmod: typeof fs.chmod.__promisify__ = promisify(callChmod);
export const copyFile: typeof fs.copyFile.__promisify__ = promisify(callCopyFile);
export const mkdtemp: typeof fs.mkdtemp.__promisify__ = promisify(callMkdtemp);
/** The names. */
export const readdir: (path: string, options?: { encoding: 'utf8'; recursive: boolean }) => Promise<string[]> =
  promisify(callReaddir);
/** The system's, as that of `node:fs/promises`. */
export const realpath: (path: string) => Promise<string> = promisify(callRealpath.native);
export const rename: typeof fs.rename.__promisify__ = promisify(callRename);
export const rm: typeof fs.rm.__promisify__ = promisify(callRm);
export const stat: typeof fs.stat.__promisify__ = promisify(callStat);
export const writeFile: typeof fs.writeFile.__promisify__ = promisify(callWriteFile);

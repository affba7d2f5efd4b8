/**
 * Calls of `node:fs` as promises. `node:fs/promises` would do the same, but it loads readline, watchers and more, which a start and the
 * first init do not need.
 *
 * @module
 */
import * as fs from 'node:fs';
import { promisify } from 'node:util';

export const appendFile: typeof fs.appendFile.__promisify__ = promisify(fs.appendFile);
export const chmod: typeof fs.chmod.__promisify__ = promisify(fs.chmod);
export const copyFile: typeof fs.copyFile.__promisify__ = promisify(fs.copyFile);
export const mkdtemp: typeof fs.mkdtemp.__promisify__ = promisify(fs.mkdtemp);
/** The names. */
export const readdir: (path: string, options?: { encoding: 'utf8'; recursive: boolean }) => Promise<string[]> =
  promisify(fs.readdir);
/** The system's, as that of `node:fs/promises`. */
export const realpath: (path: string) => Promise<string> = promisify(fs.realpath.native);
export const rename: typeof fs.rename.__promisify__ = promisify(fs.rename);
export const rm: typeof fs.rm.__promisify__ = promisify(fs.rm);
export const stat: typeof fs.stat.__promisify__ = promisify(fs.stat);
export const writeFile: typeof fs.writeFile.__promisify__ = promisify(fs.writeFile);

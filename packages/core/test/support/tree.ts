import { chmodSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type After, afterTest, beforeEachTest } from '../../../../test/support/clean-up.js';

/** A fresh folder of its own inside a sandbox folder, so that what escapes into its surroundings is seen. */
export interface Sandbox {
  /** The folder around `directory`. */
  readonly outside: string;
  readonly directory: string;
}

/** One that is removed after the test. */
export function makeSandbox(after: After = afterTest): Sandbox {
  const outside = mkdtempSync(join(tmpdir(), 'actionrunner-test-'));
  const directory = join(outside, 'action');
  mkdirSync(directory);
  chmodSync(directory, 0o755);
  after(() => rm(outside, { recursive: true, force: true }));
  return { outside, directory };
}

/** One for each test. */
export const setUpSandbox = (): Sandbox => beforeEachTest(() => makeSandbox());

/** All below a folder: path → `755/` for a directory, `-> target` for a link, `644 content` for a file; modes octal. */
export function readTree(directory: string, prefix = ''): Record<string, string> {
  const tree: Record<string, string> = {};
  for (const name of readdirSync(directory).sort()) {
    const path = join(directory, name);
    const stats = lstatSync(path);
    const mode = (stats.mode & 0o7777).toString(8);
    if (stats.isSymbolicLink()) tree[prefix + name] = `-> ${readlinkSync(path)}`;
    else if (stats.isDirectory())
      Object.assign(tree, { [prefix + name]: `${mode}/` }, readTree(path, `${prefix}${name}/`));
    else tree[prefix + name] = `${mode} ${readFileSync(path, 'utf8')}`;
  }
  return tree;
}

import type { ChildProcess } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type After, afterTest, beforeEachTest } from '../../../../test/support/clean-up.js';

/** A folder for the files of a test, and beside it a temp folder that a command must leave empty. */
export interface CommandSandbox {
  /** Where files of the test go. */
  readonly folder: string;
  /** What `os.tmpdir()` is for the command. */
  readonly temp: string;
  /** Writes a file, with its folders. @returns its path */
  write(name: string, content: string | Uint8Array, mode?: number): string;
  /** What was left in the temp folder. */
  leftovers(): string[];
  /** Commands that run in it. */
  readonly children: Set<ChildProcess>;
}

/** One whose commands are ended and whose folders are removed after the test; fails if the temp folder is not empty then. */
export function makeCommandSandbox(after: After = afterTest): CommandSandbox {
  const root = mkdtempSync(join(tmpdir(), 'actionrunner-test-'));
  const folder = join(root, 'work');
  const temp = join(root, 'temp');
  mkdirSync(folder);
  mkdirSync(temp);
  const children = new Set<ChildProcess>();
  // Another user works here too, in one of the tests.
  chmodSync(root, 0o755);
  chmodSync(folder, 0o755);
  chmodSync(temp, 0o777);
  after(() => {
    const left = readdirSync(temp);
    for (const child of children) {
      child.kill('SIGTERM');
    }
    rmSync(root, { recursive: true, force: true });
    expect(left).toEqual([]);
  });
  return {
    folder,
    temp,
    write(name, content, mode = 0o644) {
      const path = join(folder, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
      // A file that is watched is changed only once.
      if ((statSync(path).mode & 0o7777) !== mode) chmodSync(path, mode);
      return path;
    },
    leftovers: () => readdirSync(temp),
    children,
  };
}

/** One for each test. */
export const setUpCommandSandbox = (): CommandSandbox => beforeEachTest(() => makeCommandSandbox());

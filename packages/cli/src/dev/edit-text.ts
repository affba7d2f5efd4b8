import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The exit codes of a shell that cannot run a command (POSIX, Shell Command Language, 2.8.2). */
const NOT_EXECUTABLE = 126;
const NOT_FOUND = 127;

/**
 * Opens a text in the editor of the user (`VISUAL`, `EDITOR`, else `vi`), and waits until it is closed.
 * @throws Error if the editor cannot be started, or fails
 */
export async function editText(text: string, name: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'actionrunner-'));
  const file = join(folder, name);
  try {
    writeFileSync(file, text, { mode: 0o600 });
    const editor = process.env['VISUAL'] || process.env['EDITOR'] || 'vi';
    // As git and others do: the variable may have options.
    const child = spawn('/bin/sh', ['-c', `${editor} "$1"`, 'sh', file], { stdio: 'inherit' });
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    if (code === NOT_EXECUTABLE || code === NOT_FOUND) {
      throw new Error(`the editor "${editor}" cannot be started; set EDITOR to another one`);
    }
    if (code !== 0) {
      // As of `:cq` in vi, which is how to change nothing.
      throw new Error(`nothing is changed: the editor "${editor}" exited with ${code ?? 'a signal'}`);
    }
    return readFileSync(file, 'utf8');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

import { lstatSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf, systemCode } from '@actionrunner/core/internal';
import { findProjectFolder, makeIgnoredFolder } from '../activations/project-folder.js';
import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';
import { killProcessesOf } from '../scratch/kill-processes-of.js';
import { identifyProcess, mayRun } from '../scratch/process-identity.js';
import { OWNER_FILE } from '../scratch/scratch-folder.js';

const NAME = 'debug';
const ACTION = 'action';

/** How long another command may take to write its name into a file that it has created. */
const WRITING_MS = 1_000;

/** Where the action is while it is debugged: the same folder after each save, so that the breakpoints of an editor find its files. */
export interface DebugFolder {
  /** The action directory. */
  readonly directory: string;
  /** What its user should know: sentences. */
  readonly notes: readonly string[];
  /** Removes the action, and leaves the folder to other commands. */
  release(): void;
}

/**
 * Takes the folder `.actionrunner/debug` of the project until it is released, or the process exits. While another command uses it, the next free one
 * of `debug-2`, `debug-3` and so on.
 * @throws CliError if it cannot be made, or is not this user's
 */
export function claimDebugFolder(project: string = findProjectFolder()): DebugFolder {
  const notes: string[] = [];
  for (let number = 1; ; number++) {
    const folder = makeFolder(project, number === 1 ? NAME : `${NAME}-${number}`);
    const owner = join(folder, OWNER_FILE);
    notes.push(...removeDead(folder, owner));
    if (claim(owner)) {
      const directory = join(folder, ACTION);
      const release = () => {
        process.off('exit', release);
        rmSync(directory, { recursive: true, force: true });
        rmSync(owner, { force: true });
      };
      process.on('exit', release);
      // Node.js looks for the kind of a module in the folders above, too: the project's must not decide, as it does not on the platform.
      writeFileSync(join(folder, 'package.json'), '{}\n');
      return { directory, notes, release };
    }
    const pid = readOwner(owner)?.split(' ')[0];
    notes.push(
      `${folder} is used by another command (PID ${pid}); give this one a port of its own, as in --inspect=9230`,
    );
  }
}

function makeFolder(project: string, name: string): string {
  try {
    const folder = makeIgnoredFolder(project, name);
    const stats = lstatSync(folder);
    if (stats.isDirectory() && (process.getuid === undefined || stats.uid === process.getuid())) {
      return folder;
    }
  } catch (error) {
    const reason = systemCode(error) ?? messageOf(error);
    throw new CliError(
      EXIT.usage,
      `${join(project, name)}, the folder of what is debugged, cannot be made (${reason}).`,
    );
  }
  throw new CliError(EXIT.usage, `${join(project, name)} is a link, or of another user; remove it to debug an action.`);
}

function claim(owner: string): boolean {
  try {
    writeFileSync(owner, identifyProcess(process.pid) ?? String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') {
      throw error;
    }
    return false;
  }
}

/** Removes what a command has left that was killed, and its processes. @returns a sentence about it, if there is anything */
function removeDead(folder: string, owner: string): string[] {
  const dead = readOwner(owner);
  if (dead === undefined || mayRun(dead)) {
    return [];
  }
  // Of several commands that see it, one takes it away. It may be that of a command which was faster.
  const taken = `${owner}-${process.pid}`;
  try {
    renameSync(owner, taken);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') {
      throw error;
    }
    return [];
  }
  if (readFileSync(taken, 'utf8') !== dead) {
    renameSync(taken, owner);
    return [];
  }
  const killed = killProcessesOf(folder);
  const processes = killed === 0 ? '' : `, and ${killed} process${killed === 1 ? '' : 'es'} of it`;
  rmSync(join(folder, ACTION), { recursive: true, force: true });
  rmSync(taken);
  return [`removed the action in ${folder}${processes}: the command that debugged it was killed`];
}

/** @returns undefined if there is none, or it is being written */
function readOwner(file: string): string | undefined {
  try {
    const owner = readFileSync(file, 'utf8');
    return owner === '' && Date.now() - statSync(file).mtimeMs < WRITING_MS ? undefined : owner;
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') {
      throw error;
    }
    return undefined;
  }
}

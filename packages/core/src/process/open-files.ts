import { accessSync, constants, existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseShebang, readHead } from '../content/check-executable.js';
import { trySystemCall } from '../errors.js';
import type { ProcessSpec, ProcessUser } from './running-process.js';

/** The tool of util-linux that starts a program with other limits, and nothing else changed. */
const TOOL = '/usr/bin/prlimit';

/** With less the processes could not even be started. */
const LEAST_LIMIT = 32;

/** More than the files have that are read here. */
const MAX_BYTES = 4_096;

/** A limit of a process, as the kernel prints it. */
interface LimitPair {
  readonly soft: string;
  readonly hard: string;
}

/**
 * The limit of open files that the runtime was started with. Node.js raises its own soft limit to the hard one, and its processes inherit that;
 * an action should have the limit of its container.
 */
export class OpenFiles {
  /** A process that still has it, if there is a better one than the parent. */
  origin: number | undefined;
  readonly #files: string;
  readonly #tool: string;
  #found: readonly [soft: number | undefined] | undefined;
  #hasTool: boolean | undefined;

  /** @param files where the limits of processes are · @param tool see prlimit(1) */
  constructor(files = '/proc', tool: string = TOOL) {
    this.#files = files;
    this.#tool = tool;
  }

  /** The soft limit, if it was raised and can still be found out: from the next ancestor that is not a raised one. */
  get soft(): number | undefined {
    this.#found ??= [this.#find()];
    return this.#found[0];
  }

  /** The command of a process that has the limit from its start; the same command if that cannot be had. */
  limit({ command, cwd, env, user }: ProcessSpec): readonly string[] {
    if (this.soft === undefined || !canStart(command[0] ?? '', { cwd, path: env['PATH'], user })) {
      return command;
    }
    this.#hasTool ??= existsSync(this.#tool);
    return this.#hasTool ? [this.#tool, `--nofile=${this.soft}:`, '--', ...command] : command;
  }

  #find(): number | undefined {
    const own = this.#read('self');
    for (let pid = own && (this.origin ?? process.ppid); pid; pid = this.#parentOf(pid)) {
      const limits = this.#read(pid);
      if (!limits || limits.hard !== own?.hard) {
        return undefined;
      }
      if (limits.soft !== limits.hard) {
        const soft = Number(limits.soft);
        return own.soft === own.hard && soft >= LEAST_LIMIT ? soft : undefined;
      }
    }
    return undefined;
  }

  #read(pid: number | 'self'): LimitPair | undefined {
    // `limit soft hard unit` (proc(5)). Without a pattern, as below: V8 compiles one with its first use.
    const [, line = ''] = this.#text(`${pid}/limits`).split('Max open files ');
    const [soft, hard] = line.split(' ').filter(Boolean);
    return soft && hard ? { soft, hard } : undefined;
  }

  /** 0 if it has none. */
  #parentOf(pid: number): number {
    // `pid (name) state ppid …` (proc(5)); the name may hold anything.
    return Number(this.#text(`${pid}/stat`).split(') ').at(-1)?.split(' ')[1] ?? 0);
  }

  #text(file: string): string {
    // `readFileSync` takes five calls for a file whose size is not known.
    return trySystemCall('', () => readHead(`${this.#files}/${file}`, MAX_BYTES).toString('latin1'));
  }
}

/** Where a command is looked for, and who starts it. */
interface Start {
  readonly cwd: string;
  readonly path: string | undefined;
  readonly user: ProcessUser | undefined;
}

/** Whether a start fails only for reasons that are reported as usual: an error of the tool would look like output of the program. */
function canStart(file: string, { cwd, path, user }: Start): boolean {
  const folders = file.includes('/') ? [cwd] : (path ?? '').split(':').filter((folder) => folder !== '');
  const isFound = (place: string) => isExecutable(place) && (!user || isExecutableBy(user, place));
  const found = folders
    .map((folder) => (file.includes('/') ? resolve(folder, file) : join(folder, file)))
    .find(isFound);
  const interpreter =
    found === undefined ? undefined : parseShebang(trySystemCall(Buffer.alloc(0), () => readHead(found)))?.path;
  const hasInterpreter = (place: string) => existsSync(place) && (!user || isExecutableBy(user, place));
  return found !== undefined && (interpreter === undefined || hasInterpreter(interpreter));
}

function isExecutable(path: string): boolean {
  return trySystemCall(false, () => {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  });
}

/** Whether the modes of a file and of the folders above it let another user execute it. */
function isExecutableBy({ uid, gid }: ProcessUser, path: string): boolean {
  const isAllowed = (place: string) => {
    const { mode, uid: owner, gid: group } = statSync(place);
    const bit = owner === uid ? constants.S_IXUSR : group === gid ? constants.S_IXGRP : constants.S_IXOTH;
    return (mode & bit) !== 0;
  };
  return trySystemCall(false, () => {
    for (let place = realpathSync(path); place !== dirname(place); place = dirname(place)) {
      if (!isAllowed(place)) {
        return false;
      }
    }
    return true;
  });
}

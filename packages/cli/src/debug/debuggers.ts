import { spawnSync } from 'node:child_process';
import { basename } from 'node:path';
import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';
import type { DebugOptions } from './debug-options.js';

/** A debugger of a language. */
export interface Debugger {
  readonly name: string;
  /** The port that editors expect. */
  readonly port: number;
  /** Whether it starts this program. */
  readonly starts: (program: string) => boolean;
  /** Adds the debugger to a command line. @param address `host:port` */
  readonly insert: (command: readonly string[], address: string, waits: boolean) => string[];
  /** @throws CliError if it is not installed */
  readonly check: (program: string) => void;
}

/** Options of Python whose value is the next word. */
const WITH_VALUE: readonly string[] = ['-X', '-W'];

/** Options of Python after which its program begins. */
const PROGRAM: readonly string[] = ['-m', '-c'];

const NODE: Debugger = {
  name: 'Node.js',
  port: 9229,
  starts: (program) => /^node(?:js)?(?:\.exe)?$/.test(basename(program)),
  insert: ([program = '', ...rest], address, waits) => [program, `--inspect${waits ? '-brk' : ''}=${address}`, ...rest],
  check: () => undefined,
};

const PYTHON: Debugger = {
  name: 'debugpy',
  port: 5678,
  starts: (program) => /^python(?:\d[\d.]*)?$/.test(basename(program)),
  insert: (command, address, waits) => {
    let at = 1;
    for (let word = command[at]; word?.startsWith('-') && !PROGRAM.includes(word); word = command[at]) {
      at += WITH_VALUE.includes(word) ? 2 : 1;
    }
    // Breakpoints in frozen modules would be missed, which debugpy warns of.
    const words = ['-X', 'frozen_modules=off', '-m', 'debugpy', '--listen', address];
    return [...command.slice(0, at), ...words, ...(waits ? ['--wait-for-client'] : []), ...command.slice(at)];
  },
  check: (program) => {
    if (spawnSync(program, ['-c', 'import debugpy'], { stdio: 'ignore' }).status !== 0) {
      throw new CliError(
        EXIT.usage,
        `--inspect needs debugpy for Python: ${program} -m pip install debugpy (in the environment of this ${program}).`,
      );
    }
  },
};

const DEBUGGERS: readonly Debugger[] = [NODE, PYTHON];

/** Finds the debugger of a program. */
export function findDebugger(program: string): Debugger | undefined {
  return DEBUGGERS.find(({ starts }) => starts(program));
}

/** Where it listens, as its own options have it. */
export function formatAddress({ host, port }: DebugOptions, { port: usual }: Debugger): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port ?? usual}`;
}

import { basename, resolve } from 'node:path';
import type { ActionRunner, RunningProcess } from '@actionrunner/core';
import { parseShebang, readHead } from '@actionrunner/core/internal';
import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';
import { INTERPRETER_PREFIX } from '../runners.js';
import { checkAddress } from './check-address.js';
import type { DebugOptions } from './debug-options.js';
import { findDebugger, formatAddress } from './debuggers.js';
import { waitUntilListening } from './wait-until-listening.js';

/** Runners whose programs have no debugger here. With `native` and `loop`, the first line of a program may name one that has. */
const OTHERS: readonly string[] = ['bash', 'c'];

/** How long a start waits for its debugger, which takes seconds on a busy machine: a program that starts none would hold it up forever. */
const LISTEN_LIMIT_MS = 30_000;

/** @typeParam T what a runner gets for a command line */
type StartVerb<T> = (command: readonly string[], ...rest: unknown[]) => Promise<T>;

/** What starts the processes of a runner: protected, so that only runners call them. */
interface Starting {
  readonly command: readonly string[];
  execute: StartVerb<unknown>;
  start?: StartVerb<Pick<RunningProcess, 'exited'>>;
}

/**
 * Makes a runner start its programs with their debugger.
 * @param name the runner, as the user named it
 * @param note receives where an editor attaches, when a program listens there, or that none does @param limitMs how long to wait for that
 * @throws CliError for programs without a debugger, or one that is not installed; when a program starts, where the debugger cannot listen
 */
export function debugRunner(
  runner: ActionRunner,
  name: string,
  options: DebugOptions,
  note: (line: string) => void,
  limitMs: number = LISTEN_LIMIT_MS,
): void {
  const starting = runner as unknown as Starting;
  const program = starting.command[0] ?? '';
  const isOther = OTHERS.includes(name) || (name.startsWith(INTERPRETER_PREFIX) && !findDebugger(program));
  if (isOther) {
    throw new CliError(
      EXIT.usage,
      `--inspect is for Node.js and Python, not for the runner ${name}; for a script use --runner ${INTERPRETER_PREFIX}node, or python.`,
    );
  }
  findDebugger(program)?.check(program);
  let isNoted = false;
  /** What is said as soon as the debugger listens: some editors attach at the sight of it. */
  let announcement: { readonly line: string; readonly port: number; readonly late: string } | undefined;
  const insert = (given: readonly string[]) => {
    const command = nameInterpreter(given, runner.directory);
    const found = findDebugger(command[0] ?? '');
    const address = found && formatAddress(options, found);
    if (!isNoted) {
      if (found) {
        // Here, and not before: the action is not there until it is delivered.
        if (command !== given) found.check(command[0] ?? '');
        checkAddress(options, found);
        const line = `debugger: ${found.name} listens on ${address}; the code is in ${runner.directory}`;
        const port = options.port ?? found.port;
        const late = `debugger: nothing listens on ${address} yet; the action continues. If ${command[0]} is a script, it must pass on its options.`;
        announcement = { line, port, late };
      } else {
        note(`--inspect has no effect: ${command[0]} is neither Node.js nor Python.`);
      }
      isNoted = true;
    }
    return found && address !== undefined ? found.insert(command, address, options.waits) : command;
  };
  /** @param over that of the program, which may be shorter than it takes to see that it listens */
  const announce = async (over: Promise<unknown>) => {
    const said = announcement;
    announcement = undefined;
    if (said) {
      note((await waitUntilListening(said.port, over, limitMs)) ? said.line : said.late);
    }
  };
  // A runner may call them with a command line of its own.
  const execute = starting.execute.bind(runner);
  starting.execute = async (command, ...rest) => {
    const result = execute(insert(command), ...rest);
    await announce(result);
    return await result;
  };
  const start = starting.start?.bind(runner);
  if (start) {
    starting.start = async (command, ...rest) => {
      const child = await start(insert(command), ...rest);
      await announce(child.exited);
      return child;
    };
  }
}

/** Puts the interpreter of a script before it, as the kernel does, if that has a debugger. */
function nameInterpreter(command: readonly string[], directory: string): readonly string[] {
  const [program = ''] = command;
  // Without a slash it is looked up in PATH.
  const shebang = program.includes('/') ? parseShebang(readHead(resolve(directory, program))) : undefined;
  if (!shebang) {
    return command;
  }
  const words = shebang.argument.split(/[ \t]+/).filter((word) => word !== '');
  const isEnv = basename(shebang.path) === 'env';
  if (isEnv && words[0] === '-S') {
    words.shift();
  }
  const interpreter = isEnv ? words : [shebang.path, ...words];
  return findDebugger(interpreter[0] ?? '') ? [...interpreter, ...command] : command;
}

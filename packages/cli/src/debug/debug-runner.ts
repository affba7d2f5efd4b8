import { basename, resolve } from 'node:path';
import type { ActionRunner } from '@actionrunner/core';
import { parseShebang, readHead } from '@actionrunner/core/internal';
import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';
import { INTERPRETER_PREFIX } from '../runners.js';
import { checkAddress } from './check-address.js';
import type { DebugOptions } from './debug-options.js';
import { findDebugger, formatAddress } from './debuggers.js';

/** Runners whose programs have no debugger here. With `native` and `loop`, the first line of a program may name one that has. */
const OTHERS: readonly string[] = ['bash', 'c'];

type StartVerb = (command: readonly string[], ...rest: unknown[]) => unknown;

/** What starts the processes of a runner: protected, so that only runners call them. */
interface Starting {
  readonly command: readonly string[];
  execute: StartVerb;
  start?: StartVerb;
}

/**
 * Makes a runner start its programs with their debugger.
 * @param name the runner, as the user named it
 * @param note receives where an editor attaches, when a program is started there
 * @throws CliError for programs without a debugger, or one that is not installed; when a program starts, where the debugger cannot listen
 */
export function debugRunner(
  runner: ActionRunner,
  name: string,
  options: DebugOptions,
  note: (line: string) => void,
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
  const insert = (given: readonly string[]) => {
    const command = nameInterpreter(given, runner.directory);
    const found = findDebugger(command[0] ?? '');
    const address = found && formatAddress(options, found);
    if (!isNoted) {
      if (found) {
        // Here, and not before: the action is not there until it is delivered.
        if (command !== given) found.check(command[0] ?? '');
        checkAddress(options, found);
      }
      isNoted = true;
      note(
        found
          ? `debugger: ${found.name} listens on ${address}; the code is in ${runner.directory}`
          : `--inspect has no effect: ${command[0]} is neither Node.js nor Python.`,
      );
    }
    return found && address !== undefined ? found.insert(command, address, options.waits) : command;
  };
  // A runner may call them with a command line of its own.
  for (const verb of ['execute', 'start'] as const) {
    const original = starting[verb]?.bind(runner);
    if (original) {
      starting[verb] = (command, ...rest) => original(insert(command), ...rest);
    }
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

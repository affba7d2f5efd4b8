import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commandTarget, type Target, urlTarget } from '@actionrunner/conformance';
import { messageOf } from '@actionrunner/core/internal';
import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';
import { INTERPRETER_PREFIX, MODULES, RUNNERS } from '../runners.js';
import { suggestName } from '../suggest-name.js';

const BIN = fileURLToPath(new URL('../../bin/actionrunner.js', import.meta.url));

/** What the words of the command line name. */
export interface CheckTarget {
  readonly target: Target;
  /** Whether the shell samples of the kit run there, as far as can be known; without them it needs a manifest. */
  readonly executables: boolean;
}

/** Runners whose actions are executables or scripts of a shell. */
const EXECUTABLES: readonly string[] = ['native', 'bash'];

/**
 * Finds out what is to be checked.
 * @param words the operands @param command the words after two dashes; undefined without them
 * @throws CliError
 */
export function findTarget(words: readonly string[], command: readonly string[] | undefined): CheckTarget {
  if (command) {
    if (words.length > command.length) {
      throw new CliError(EXIT.usage, `check tests one target: "${words[0]}" or the command after the two dashes.`);
    }
    if (command.length === 0) {
      throw new CliError(
        EXIT.usage,
        'write a command after the two dashes: actionrunner check -- python3 server.py {port}',
      );
    }
    return { target: commandTarget(command), executables: true };
  }
  const [word, ...rest] = words;
  if (word === undefined || word === '') {
    throw new CliError(
      EXIT.usage,
      'name a URL, a runner, or a command after two dashes: actionrunner check -- python3 server.py {port}',
    );
  }
  if (rest.length > 0) {
    throw new CliError(EXIT.usage, `a command goes after two dashes: actionrunner check -- ${words.join(' ')}`);
  }
  if (/^[a-z]+:\/\//i.test(word)) {
    return { target: createUrlTarget(word), executables: true };
  }
  return isRunner(word) ? createRunnerTarget(word) : refuse(word);
}

/** Whether `serve` would serve it as a runner. */
function isRunner(word: string): boolean {
  return Object.hasOwn(RUNNERS, word) || word.startsWith(INTERPRETER_PREFIX) || MODULES.includes(extname(word));
}

/** A runner is short for a command: it is served by this command. */
function createRunnerTarget(runner: string): CheckTarget {
  if (MODULES.includes(extname(runner)) && !existsSync(runner)) {
    throw new CliError(EXIT.usage, `unknown runner "${runner}": there is no such file.`);
  }
  const options = ['--port', '{port}', '--directory', '{directory}'];
  const target = commandTarget([process.execPath, BIN, 'serve', runner, ...options]);
  const executables = EXECUTABLES.includes(runner) || MODULES.includes(extname(runner));
  return { target: { ...target, name: `actionrunner serve ${runner}` }, executables };
}

function createUrlTarget(url: string): Target {
  try {
    return urlTarget(url);
  } catch (error) {
    throw new CliError(EXIT.usage, messageOf(error), { cause: error });
  }
}

/** @throws CliError that says what it could be */
function refuse(word: string): never {
  throw new CliError(
    EXIT.usage,
    `${word} is neither a URL nor a runner.${suggestName(word, Object.keys(RUNNERS))} A command goes after two dashes: actionrunner check -- ${word}`,
  );
}

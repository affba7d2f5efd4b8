import { existsSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commandTarget, imageTarget, type Target, urlTarget } from '@actionrunner/conformance';
import { messageOf } from '@actionrunner/core/internal';
import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';
import { INTERPRETER_PREFIX, MODULES, RUNNERS } from '../runners.js';
import { suggestName } from '../suggest-name.js';

/** One for each of {@link RUNNERS}. */
const MANIFESTS = fileURLToPath(new URL('../../manifests', import.meta.url));

const BIN = fileURLToPath(new URL('../../bin/actionrunner.js', import.meta.url));

/** What the words of the command line name. */
export interface CheckTarget {
  readonly target: Target;
  /** The manifest of a runner that the command knows by name. */
  readonly ownManifest?: string;
  /** Whether it has a language of which the kit has no samples, so that the user names a manifest. */
  readonly needsManifest: boolean;
}

/**
 * Finds out what is to be checked.
 * @param words the operands @param command the words after two dashes; undefined without them
 * @throws CliError
 */
export async function findTarget(
  words: readonly string[],
  command: readonly string[] | undefined,
): Promise<CheckTarget> {
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
    return { target: commandTarget(command), needsManifest: false };
  }
  const [word, ...rest] = words;
  if (word === undefined || word === '') {
    throw new CliError(
      EXIT.usage,
      'name a URL, an image, a runner, or a command after two dashes: actionrunner check -- python3 server.py {port}',
    );
  }
  if (rest.length > 0) {
    throw new CliError(EXIT.usage, `a command goes after two dashes: actionrunner check -- ${words.join(' ')}`);
  }
  if (/^[a-z]+:\/\//i.test(word)) {
    return { target: createUrlTarget(word), needsManifest: false };
  }
  return isRunner(word) ? createRunnerTarget(word) : { target: await createImageTarget(word), needsManifest: false };
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
  const named = { ...target, name: `actionrunner serve ${runner}` };
  return Object.hasOwn(RUNNERS, runner)
    ? { target: named, ownManifest: join(MANIFESTS, `${runner}.json`), needsManifest: false }
    : { target: named, needsManifest: runner.startsWith(INTERPRETER_PREFIX) };
}

function createUrlTarget(url: string): Target {
  try {
    return urlTarget(url);
  } catch (error) {
    throw new CliError(EXIT.usage, messageOf(error), { cause: error });
  }
}

/** @throws CliError for what cannot be the name of an image, with what it could be */
async function createImageTarget(word: string): Promise<Target> {
  const { isReference } = await import('@actionrunner/images');
  if (/^[./]/.test(word) || !isReference(word)) {
    throw new CliError(
      EXIT.usage,
      `${word} is neither a URL nor a runner nor an image. A command goes after two dashes: actionrunner check -- ${word}`,
    );
  }
  try {
    return await imageTarget(word);
  } catch (error) {
    // An image may have the name of a file.
    const suggestion = existsSync(word)
      ? ` If the file ${word} is an action, run it with actionrunner invoke ${word}: check tests a runtime.`
      : suggestName(word, Object.keys(RUNNERS));
    throw new CliError(EXIT.developer, `${messageOf(error)}${suggestion}`, { cause: error });
  }
}

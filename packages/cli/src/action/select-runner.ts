import type { Content } from '@actionrunner/core/internal';
import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';
import { RUNNERS } from '../runners.js';
import type { Action } from './read-action.js';

/**
 * Selects the runner of an action: by the extension of a source file, by the files of an archive, else by a `#!` line.
 * @throws CliError that says what the file is, and names `--runner`
 */
export async function selectRunner(action: Action, path: string): Promise<string> {
  for (const [name, runner] of Object.entries(RUNNERS)) {
    if (action.names ? runner.claims(action.names) : runner.extensions.includes(action.extension)) {
      return name;
    }
  }
  if (action.content?.kind === 'script') {
    return 'native';
  }
  if (action.content && !SOURCES.includes(action.content.kind)) {
    const { name, remedy } = action.content;
    throw new CliError(
      EXIT.developer,
      `${path} is ${name}, which no runner of this command runs${remedy === undefined ? '' : `; ${remedy}`}.`,
    );
  }
  if (action.folder !== undefined) {
    throw new CliError(
      EXIT.developer,
      `everything in ${path} is in the folder ${JSON.stringify(action.folder)}; zip from inside that folder, or name a runner with --runner.`,
    );
  }
  const { explainRunner } = await import('./explain-runner.js');
  throw new CliError(EXIT.usage, explainRunner(action, path, Object.keys(RUNNERS)));
}

/** What may be the source of some runner. */
const SOURCES: readonly (Content['kind'] | undefined)[] = ['empty', 'text', 'marked', 'encoded', 'wide'];

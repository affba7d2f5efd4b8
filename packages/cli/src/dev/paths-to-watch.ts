import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';

/** The flags that say what is watched. */
export interface WatchFlags {
  /** A shell command that makes the action. */
  readonly onBuild?: string;
  readonly watch?: readonly string[];
  readonly ui?: boolean;
}

/**
 * Returns what to watch: what the action is made of, or the action itself and anything that it uses.
 * @throws CliError for flags that do not fit together
 */
export function pathsToWatch(path: string, { onBuild, watch = [], ui }: WatchFlags): readonly string[] {
  for (const each of watch) {
    if (!statSync(each, { throwIfNoEntry: false })) {
      throw new CliError(EXIT.usage, `--watch: ${each} does not exist.`);
    }
  }
  if (onBuild === undefined) {
    return [path, ...watch];
  }
  if (ui) {
    throw new CliError(EXIT.usage, '--on-build is not for --ui, whose page edits the action itself.');
  }
  if (watch.length === 0) {
    throw new CliError(EXIT.usage, '--on-build needs --watch, the path of what the action is made of.');
  }
  if (watch.some((each) => resolve(each) === resolve(path))) {
    throw new CliError(EXIT.usage, `--watch: ${path} is what --on-build makes, not what it is made of.`);
  }
  return watch;
}

/** Collects the values of `--watch`. */
export function collectPaths(path: string, paths: readonly string[] = []): string[] {
  return [...paths, path];
}

import type { Command } from 'commander';
import type { Pair } from '../invoke/pair.js';
import { findConfiguration } from './find-configuration.js';

/** The flags that a configuration file completes. */
export interface ConfigurableFlags {
  readonly runner?: string;
  readonly main?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly image?: string;
  readonly memory?: string;
}

/** Flags with what the configuration file adds to them. */
export interface Configured<F> {
  readonly flags: F;
  /** The parameters of the file, which any others override. */
  readonly parameters: readonly Pair[];
  /** The time limit of the file. */
  readonly timeoutMs: number | undefined;
  /** The limit of logs of the file. */
  readonly logsMb: number | undefined;
  /** The file, absolute; undefined if there is none. */
  readonly file: string | undefined;
}

/**
 * Completes the flags of a command by the configuration file of its action. What the command line says wins.
 * @param path the action, which may not exist
 * @throws CliError for a file that is wrong
 */
export async function configure<F extends ConfigurableFlags>(
  path: string | undefined,
  flags: F,
  command: Command,
): Promise<Configured<F>> {
  const found = path === undefined ? undefined : findConfiguration(path);
  if (found === undefined) {
    return { flags, parameters: [], timeoutMs: undefined, logsMb: undefined, file: undefined };
  }
  // Loaded on demand: most actions have none.
  const { readConfiguration } = await import('./read-configuration.js');
  const configuration = readConfiguration(found);
  const isGiven = (name: string) => command.getOptionValueSource(name) === 'cli';
  const { runner, main, env, limits, parameters, file } = configuration;
  const hasImage = flags.image !== undefined;
  const completed: F = {
    ...flags,
    // An image has a runner of its own.
    ...(runner !== undefined && !isGiven('runner') && !hasImage && { runner }),
    ...(main !== undefined && !isGiven('main') && { main }),
    ...(env && { env: { ...env, ...flags.env } }),
    ...(limits?.memory !== undefined && !isGiven('memory') && hasImage && { memory: String(limits.memory) }),
  };
  const timeoutMs = isGiven('timeout') ? undefined : limits?.timeout;
  return { flags: completed, parameters, timeoutMs, logsMb: limits?.logs, file };
}

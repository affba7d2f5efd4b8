import type { Command } from 'commander';
import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';
import { RUNNERS } from '../runners.js';

/** The flags that describe an action. */
export interface ActionFlags {
  readonly runner?: string;
  readonly main: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Adds the options that describe an action. */
export function addActionOptions(command: Command): Command {
  const runners = Object.keys(RUNNERS).join(', ');
  return command
    .option(
      '--runner <runner>',
      `${runners}, interpreter:COMMAND, or the path of a module; default: chosen by the kind of action`,
    )
    .option('--main <name>', 'entry point', 'main')
    .option('-e, --env <name=value>', 'environment variable of the init (repeatable)', addVariable);
}

function addVariable(text: string, env: Readonly<Record<string, string>> = {}): Record<string, string> {
  const at = text.indexOf('=');
  if (at < 1) {
    throw new CliError(EXIT.usage, `--env must be NAME=VALUE, not "${text}".`);
  }
  return { ...env, [text.slice(0, at)]: text.slice(at + 1) };
}

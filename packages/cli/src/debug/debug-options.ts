import { type Command, Option } from 'commander';
import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';
import { DEFAULT_ADDRESS } from '../invoke/join-pairs.js';
import type { LoopFlags } from '../loop-options.js';

/** The flags of a debugger. Each is an address, or `on`. */
export interface DebugFlags {
  readonly inspect?: string;
  readonly inspectBrk?: string;
  readonly debug?: string;
  readonly image?: string;
  readonly url?: string;
  readonly isolation?: LoopFlags['isolation'];
}

/** How an action is debugged. */
export interface DebugOptions {
  /** Default: that of the debugger, on loopback. */
  readonly host: string;
  /** Default: the usual one of the debugger. */
  readonly port: number | undefined;
  /** Whether the action waits until an editor is attached. */
  readonly waits: boolean;
}

/** A day: whoever debugs is in no hurry. */
export const DEBUG_TIMEOUT_MS = 86_400_000;

const LOOPBACK = '127.0.0.1';

/** `[host:]port`, with an IPv6 address in brackets. */
const ADDRESS = /^(?:(?:\[([\da-f:.]+)\]|([\w.-]+)):)?(\d{1,5})$/i;

const MAX_PORT = 65_535;

/** Adds the options of a debugger. */
export function addDebugOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--inspect [address]',
        'debug a Node.js or Python action, without a time limit: =[host:]port is where an editor attaches',
      ),
    )
    .addOption(new Option('--inspect-brk [address]', 'the same, and wait until an editor is attached'))
    .addOption(new Option('--debug [address]', 'the same as --inspect'));
}

/** @returns undefined if nothing is debugged @throws CliError for flags that contradict each other */
export function parseDebugFlags({ inspect, inspectBrk, debug, ...flags }: DebugFlags): DebugOptions | undefined {
  const given = [inspectBrk, inspect, debug].filter((address) => address !== undefined);
  const [address] = given;
  if (address === undefined) {
    return undefined;
  }
  if (given.length > 1) {
    throw new CliError(EXIT.usage, 'choose one of --inspect, --inspect-brk and --debug.');
  }
  const { image, url, isolation } = flags;
  if (isolation !== undefined && isolation !== 'loop') {
    throw new CliError(EXIT.usage, '--inspect is for one process that runs all activations: --isolation loop.');
  }
  if (image !== undefined || url !== undefined) {
    throw new CliError(
      EXIT.usage,
      `--inspect is for a runner that is started here; it cannot be combined with --${image === undefined ? 'url' : 'image'}.`,
    );
  }
  return { ...parseAddress(address), waits: inspectBrk !== undefined };
}

function parseAddress(text: string): { readonly host: string; readonly port: number | undefined } {
  if (text === DEFAULT_ADDRESS) {
    return { host: LOOPBACK, port: undefined };
  }
  const [, v6, name, digits] = ADDRESS.exec(text) ?? [];
  const port = Number(digits);
  if (!(port >= 1 && port <= MAX_PORT)) {
    throw new CliError(EXIT.usage, `--inspect=${text} must be a port or host:port, as in --inspect=9229.`);
  }
  return { host: v6 ?? name ?? LOOPBACK, port };
}

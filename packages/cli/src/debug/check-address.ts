import { spawnSync } from 'node:child_process';
import { explainListenCode } from '@actionrunner/http/internal';
import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';
import type { DebugOptions } from './debug-options.js';
import { type Debugger, formatAddress } from './debuggers.js';

/** Listens at a host and a port, closes them, and prints the code of the error if it cannot. A process of its own, as a server needs a turn. */
const LISTEN = `const [, host, port] = process.argv;
const server = require('node:net').createServer();
server.on('error', ({ code }) => process.stdout.write(code)).listen({ host, port }, () => server.close());`;

/** @throws CliError where a debugger cannot listen: it would say so in the logs of the action, or terminate it */
export function checkAddress(options: DebugOptions, found: Debugger): void {
  const port = options.port ?? found.port;
  const { stdout } = spawnSync(process.execPath, ['-e', LISTEN, options.host, String(port)], { encoding: 'utf8' });
  const reason = explainListenCode(stdout);
  if (reason) {
    throw new CliError(
      EXIT.usage,
      `${found.name} cannot listen on ${formatAddress(options, found)}: ${reason}; choose another, as in --inspect=${port + 1}.`,
    );
  }
}

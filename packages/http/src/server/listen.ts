import { lstatSync, unlinkSync } from 'node:fs';
import { connect, type Server } from 'node:net';
import { dirname, resolve } from 'node:path';
import { RunnerError } from '@actionrunner/core';
import { messageOf, systemCode } from '@actionrunner/core/internal';

/** Longest path of a Unix domain socket on Linux (`sun_path` without its NUL); a longer one would be cut. */
const MAX_SOCKET_PATH_BYTES = 107;

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'it is in use',
  EACCES: 'permission denied',
  EADDRNOTAVAIL: 'this machine has no such address',
  ENOTFOUND: 'the name cannot be resolved',
  EAI_AGAIN: 'the name cannot be resolved',
};

/** Where to listen: at a TCP port, or at a Unix domain socket. */
export interface Address {
  readonly port: number;
  /** Undefined: all addresses. */
  readonly host: string | undefined;
  readonly socket: string | undefined;
}

/**
 * Starts listening. The file of a socket whose server is gone is replaced.
 * @throws RunnerError `ERR_RUNNER_LISTEN`
 */
export async function listen(server: Server, address: Address): Promise<void> {
  const { port, host, socket } = address;
  try {
    if (socket === undefined) {
      // Without a host, Node listens on `::` for both families, or on 0.0.0.0 where there is no IPv6.
      await startListening(server, host === undefined ? { port } : { port, host: stripBrackets(host) });
    } else {
      checkSocketPath(socket);
      await removeStale(socket);
      await startListening(server, { path: socket });
    }
  } catch (error) {
    const of = host === undefined ? '' : ` of ${host}`;
    const where = socket === undefined ? `port ${port}${of}` : `the socket ${socket}`;
    throw new RunnerError('ERR_RUNNER_LISTEN', `Cannot listen on ${where}: ${explain(error)}`, { cause: error });
  }
}

/** Removes the brackets of `[::1]`, as it is in a URL; any other host stays as it is. */
export function stripBrackets(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}

function startListening(server: Server, options: { port: number; host?: string } | { path: string }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(options, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function checkSocketPath(path: string): void {
  if (Buffer.byteLength(path) > MAX_SOCKET_PATH_BYTES) {
    throw new Error(`its path is longer than ${MAX_SOCKET_PATH_BYTES} bytes.`);
  }
  if (!lstatSync(dirname(resolve(path)), { throwIfNoEntry: false })) {
    throw new Error('its folder does not exist.');
  }
  if (lstatSync(path, { throwIfNoEntry: false })?.isSocket() === false) {
    throw new Error('the file there is not a socket.');
  }
}

/** Says why listening failed with a system code, without a period; undefined for a code that has no words of its own. */
export function explainListenCode(code: string | undefined): string | undefined {
  return code === undefined ? undefined : REASONS[code];
}

function explain(error: unknown): string {
  const code = systemCode(error);
  const reason = explainListenCode(code);
  if (reason === undefined) {
    return messageOf(error);
  }
  return code === 'EADDRINUSE' ? `${reason}; stop the other server or choose another.` : `${reason}.`;
}

async function removeStale(path: string): Promise<void> {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSocket() && !(await hasServer(path))) {
    unlinkSync(path);
  }
}

function hasServer(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(path);
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => resolve(false));
  });
}

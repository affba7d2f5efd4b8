import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ActionFiles } from './files/action-files.js';
import { createToken } from './server/guard.js';
import { Hub } from './server/hub.js';
import { answer } from './server/routes.js';
import type { SessionEvent, WorkbenchSession } from './session.js';

/** Options of `startWorkbench`. */
export interface WorkbenchOptions {
  /** The action, a file or a folder that is there, as its user wrote it. */
  readonly path: string;
  readonly session: WorkbenchSession;
  /** The address to listen on: loopback only. Default: `127.0.0.1`. */
  readonly host?: '127.0.0.1' | '::1' | undefined;
  /** Default: 0, a free one. */
  readonly port?: number | undefined;
  /** Whether something in a folder is not a source: it is neither shown, read nor written. The path is absolute. Default: all are sources. */
  readonly ignores?: (path: string, isFolder: boolean) => boolean;
}

/** A page that is served. */
export interface Workbench {
  /** The address of the page, with its token. */
  readonly url: string;
  /** Receives what happens in the session. Bytes are copied. */
  publish(event: SessionEvent): void;
  /** Stops serving it. */
  close(): Promise<void>;
}

/**
 * Serves a page on loopback that controls a session.
 * @throws the system's error if it cannot listen there, or the action cannot be read
 */
export async function startWorkbench({
  path,
  session,
  host = '127.0.0.1',
  port = 0,
  ignores = () => false,
}: WorkbenchOptions): Promise<Workbench> {
  const files = new ActionFiles(path, ignores);
  const hub = new Hub(path, files, session);
  const token = createToken();
  const served = { title: path, token, files, session, hub };
  const server = createServer((request, response) => void answer(served, request, response));
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address() as AddressInfo;
  /** Once: a signal may come while it closes. */
  let closed: Promise<void> | undefined;
  async function close(): Promise<void> {
    hub.close();
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  }
  return {
    url: `http://${host === '::1' ? '[::1]' : host}:${address.port}/?token=${token}`,
    publish: (event) => hub.publish(event),
    close: () => {
      closed ??= close();
      return closed;
    },
  };
}

import { nameOf } from '../action/read-action.js';
import { serveWeb, type WebServer, type WebTarget } from '../web/serve-web.js';
import type { DevOutput } from './dev-options.js';
import type { DevSession } from './dev-session.js';

const LOOPBACK = '127.0.0.1';

interface WebFlags {
  readonly httpHost?: string;
  readonly httpRaw?: boolean;
}

/** Serves the action of a session as a web action. @param port 0 for a free one */
export async function startWeb(
  path: string,
  session: DevSession,
  { httpHost: host = LOOPBACK, httpRaw: isRaw = false }: WebFlags,
  port: number,
  { note }: DevOutput,
): Promise<WebServer> {
  const target: WebTarget = {
    describe: () => ({ name: nameOf(path), parameters: session.parameters, isRaw }),
    activate: (parameters) => session.respond(parameters),
    note,
  };
  const server = await serveWeb(target, { host, port });
  note(`web action: ${server.url}`);
  return server;
}

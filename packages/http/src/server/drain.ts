import type { Server, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ActionProxy } from '@actionrunner/core';

/** How often connections that have become idle are closed while the server closes. */
const SWEEP_MS = 20;

/** How long a client may take to receive an answer that is being sent while the server closes. */
const SEND_LIMIT_MS = 10_000;

/** How long a half-sent request may delay the closing of the server. */
const CLOSE_LIMIT_MS = 3_000;

/**
 * Lets running activations finish, then closes the port. Until then every other request is answered with 503.
 * @param open the answers that have not been sent yet
 */
export async function drainServer(
  server: Server,
  proxy: ActionProxy,
  open: ReadonlySet<ServerResponse>,
): Promise<void> {
  await proxy.stop();
  await waitUntilSent([...open].filter((response) => response.req.complete));
  await new Promise<void>((resolve) => {
    const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
    const limit = setTimeout(() => server.closeAllConnections(), CLOSE_LIMIT_MS);
    server.close(() => {
      clearInterval(sweep);
      clearTimeout(limit);
      resolve();
    });
    server.closeIdleConnections();
  });
}

/** Node considers a connection idle, and closes it, as soon as its answer is queued: so this waits until the answers have left. */
async function waitUntilSent(answers: readonly ServerResponse[]): Promise<void> {
  const limit = new AbortController();
  const closed = answers.map((answer) => new Promise((resolve) => answer.once('close', resolve)));
  await Promise.race([Promise.all(closed), sleep(SEND_LIMIT_MS, undefined, limit).catch(() => undefined)]);
  limit.abort();
}

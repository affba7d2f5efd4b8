import type { ActionProxy } from '@actionrunner/core';
import type { Exchanges } from './exchanges.js';
import type { LateServer } from './late-server.js';
import type { Traffic } from './traffic.js';

/** How often a server that drains looks for requests, and for connections that have become idle. */
const SWEEP_MS = 20;

/** How long Knative's sidecar, which holds requests back until one has been answered, may take to send the next one. */
const QUIET_MS = 500;

/** For how long requests are accepted while there are others: what is left of the grace time of a pod, by default, belongs to those that run. */
const ACCEPT_MS = { openwhisk: 10_000, knative: 240_000 };

/** How long a client may take to send its next request, which is refused, to a server that has just told it to open another connection for it. */
const REFUSE_MS = 100;

/** How long a client that was answered before the signal may take to send its next request over the same connection, if that is open. */
const REUSE_MS = 20;

/** For how long such requests are refused before the port is closed all the same. */
const REFUSE_LIMIT_MS = 2_000;

/** How long a client may take to receive an answer that is being sent while the server closes. */
const SEND_LIMIT_MS = 10_000;

/** How long a half-sent request may delay the closing of the server. */
const CLOSE_LIMIT_MS = 3_000;

/** What a server needs to drain: one of `node:http`, or one that may become that. */
export type DrainedServer = Pick<LateServer, 'getConnections' | 'closeIdleConnections' | 'closeAllConnections'> & {
  close(closed: () => void): unknown;
};

/** How a server drains. */
export interface DrainOptions {
  readonly platform: 'openwhisk' | 'knative';
  /** For how long requests are accepted, in milliseconds. Undefined: as the platform needs it. */
  readonly drainTimeoutMs: number | undefined;
}

/**
 * Finishes what was accepted, then closes the port. With the platform `knative` requests are accepted until none has arrived for a while,
 * half-sent ones included; otherwise as long as there are others; but never longer than the options say. All others are refused.
 */
export async function drainServer(
  server: DrainedServer,
  proxy: ActionProxy,
  { traffic, exchanges }: { readonly traffic: Traffic; readonly exchanges: Exchanges },
  { platform, drainTimeoutMs = ACCEPT_MS[platform] }: DrainOptions,
): Promise<void> {
  exchanges.announceClose();
  const isQuiet =
    platform === 'knative' ? () => traffic.open === 0 && traffic.quietMs >= QUIET_MS : () => traffic.read === 0;
  await proxy.stop({ until: waitUntil(isQuiet, drainTimeoutMs) });
  // A port that closes drops the connections that have not been accepted, and what was sent over them.
  if (await hasConnections(server)) {
    await sleep(REUSE_MS);
  }
  const isOver = () => traffic.open === 0 && (!exchanges.hasAnnouncedClose || traffic.quietMs >= REFUSE_MS);
  await waitUntil(isOver, REFUSE_LIMIT_MS);
  // Node considers a connection idle, and closes it, as soon as its answer is queued.
  await waitUntil(() => exchanges.areSent, SEND_LIMIT_MS);
  await new Promise<void>((resolve) => {
    const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
    const end = setTimeout(() => server.closeAllConnections(), CLOSE_LIMIT_MS);
    server.close(() => {
      clearInterval(sweep);
      clearTimeout(end);
      resolve();
    });
  });
}

/** Whether a client has a connection. One whose last answer has just been received may be closing: that takes a turn of the event loop. */
async function hasConnections(server: DrainedServer): Promise<boolean> {
  await nextTurn();
  return await new Promise((resolve) => {
    // Undefined if that fails.
    server.getConnections((_, count?: number) => resolve(count !== 0));
  });
}

/** Looks again and again, but not longer than `limitMs`. */
async function waitUntil(condition: () => boolean, limitMs: number): Promise<void> {
  const end = process.uptime() * 1_000 + limitMs;
  while (!condition() && process.uptime() * 1_000 < end) {
    await sleep(SWEEP_MS);
  }
}

// Those of `node:timers/promises` would have to be loaded by each start.

/** What has arrived meanwhile is accepted in the turn after the timers, and read in the next. */
async function sleep(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
  await nextTurn();
  await nextTurn();
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

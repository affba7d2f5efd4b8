import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Address } from '../client/send-request.js';

/** When to stop waiting. */
export interface WaitOptions {
  readonly limitMs: number;
  readonly isOver: () => boolean;
  /** How long a connection must stay open: an engine may accept connections for a container that does not listen yet. */
  readonly holdMs?: number;
}

/** Waits until a connection is accepted. @returns whether that was before the limit, and before it is over */
export async function waitForPort(address: Address, options: WaitOptions): Promise<boolean> {
  const { limitMs, isOver, holdMs = 0 } = options;
  const end = performance.now() + limitMs;
  for (let pause = 10; performance.now() < end && !isOver(); pause = Math.min(pause * 1.5, 100)) {
    if (await accepts(address, holdMs)) return true;
    await sleep(pause);
  }
  return false;
}

function accepts(address: Address, holdMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ ...address, timeout: 1_000 });
    const settle = (accepted: boolean): void => {
      socket.destroy();
      resolve(accepted);
    };
    socket.on('connect', () => {
      if (holdMs === 0) settle(true);
      else setTimeout(() => settle(true), holdMs);
    });
    socket.on('end', () => settle(false));
    socket.on('error', () => settle(false));
    socket.on('timeout', () => settle(false));
  });
}

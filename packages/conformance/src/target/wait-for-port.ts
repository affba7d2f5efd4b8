import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Address } from '../client/send-request.js';

/** Waits until a connection is accepted. @returns whether that was before the limit, and before `isOver` */
export async function waitForPort(address: Address, limitMs: number, isOver: () => boolean): Promise<boolean> {
  const end = performance.now() + limitMs;
  for (let pause = 10; performance.now() < end && !isOver(); pause = Math.min(pause * 1.5, 100)) {
    if (await accepts(address)) return true;
    await sleep(pause);
  }
  return false;
}

function accepts(address: Address): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ ...address, timeout: 1_000 });
    const settle = (accepted: boolean): void => {
      socket.destroy();
      resolve(accepted);
    };
    socket.on('connect', () => settle(true));
    socket.on('error', () => settle(false));
    socket.on('timeout', () => settle(false));
  });
}

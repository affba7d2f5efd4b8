// @ts-check
import { setTimeout as sleep } from 'node:timers/promises';
import { environments, hasEnded } from '../support/processes.js';

const TRIES = 5;

/**
 * Kills one process of an action by chance; never the runtime, nor what it starts for itself.
 * @param {import('../support/runtime.js').Runtime} runtime
 * @param {import('./ledger.js').Ledger} ledger learns whose it was
 * @param {import('../support/random.js').Random} random
 * @returns {Promise<boolean>} whether there was one
 */
export async function killOne(runtime, ledger, random) {
  for (let left = TRIES; left > 0; left--) {
    const found = targets(runtime, ledger);
    const target = found.length > 0 ? random.pick(found) : undefined;
    if (target !== undefined && kill(target.pid)) {
      if (target.id === undefined) await ended(target.pid, ledger.killLoop());
      else ledger.kill(target.id);
      return true;
    }
    await sleep(1);
  }
  return false;
}

/**
 * @param {import('../support/runtime.js').Runtime} runtime
 * @param {import('./ledger.js').Ledger} ledger
 */
function targets({ pid: runtime, mark }, ledger) {
  return environments(mark).flatMap(({ pid, variables }) => {
    const id = /\0__OW_ACTIVATION_ID=([^\0]*)\0/.exec(variables)?.[1];
    // A long-lived process was started outside an activation; the activations are told to it later.
    const isLoop = id === undefined && variables.includes('\0__OW_WAIT_FOR_ACK=');
    const isWanted = isLoop || (id !== undefined && ledger.isOpen(id));
    return pid !== runtime && isWanted ? [{ pid, id }] : [];
  });
}

/** @param {number} pid @param {() => void} done */
async function ended(pid, done) {
  while (!hasEnded(pid)) await sleep(1);
  done();
}

/** @param {number} pid */
function kill(pid) {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false; // it has ended
  }
}

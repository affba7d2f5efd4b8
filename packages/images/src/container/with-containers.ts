import { constants } from 'node:os';
import { Containers } from './containers.js';
import type { Engine } from './engine.js';

const SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** How long the removal may take after a signal. */
const END_LIMIT_MS = 15_000;

/**
 * Runs containers and removes them at the end, also when a signal ends the process. Only the first signal counts: npx passes on what the
 * terminal has sent already.
 */
export async function withContainers<T>(
  engine: Engine,
  purpose: string,
  use: (containers: Containers) => Promise<T>,
): Promise<T> {
  let containers: Containers | undefined;
  let ending = false;
  const end = (signal: NodeJS.Signals) => {
    if (ending) {
      return;
    }
    ending = true;
    const leave = () => process.exit(128 + constants.signals[signal]);
    setTimeout(leave, END_LIMIT_MS);
    void Promise.resolve(containers?.close()).finally(leave);
  };
  const closeNow = () => containers?.closeNow();
  process.on('exit', closeNow);
  for (const signal of SIGNALS) {
    process.on(signal, end);
  }
  try {
    containers = new Containers(engine, purpose);
    return await use(containers);
  } finally {
    await containers?.close();
    // After a signal the process ends here, with its code, and says nothing of what broke off.
    if (ending) {
      await new Promise(() => undefined);
    }
    process.off('exit', closeNow);
    for (const signal of SIGNALS) {
      process.off(signal, end);
    }
  }
}

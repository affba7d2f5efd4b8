import { exitOnSignal } from '@actionrunner/core/internal';
import { Containers } from './containers.js';
import type { Engine } from './engine.js';

/** How long the removal may take after a signal. */
const END_LIMIT_MS = 15_000;

/** Runs containers and removes them at the end, even if a signal stops the process. */
export async function withContainers<T>(
  engine: Engine,
  purpose: string,
  use: (containers: Containers) => Promise<T>,
): Promise<T> {
  let containers: Containers | undefined;
  let exiting = false;
  const ignoreSignals = exitOnSignal(() => {
    exiting = true;
    return containers?.close();
  }, END_LIMIT_MS);
  const closeNow = () => containers?.closeNow();
  process.on('exit', closeNow);
  try {
    containers = new Containers(engine, purpose);
    return await use(containers);
  } finally {
    await containers?.close();
    // After a signal the process exits here, with its status, and does not report what was interrupted.
    if (exiting) {
      await new Promise(() => undefined);
    }
    process.off('exit', closeNow);
    ignoreSignals();
  }
}

/** An activation that runs until it is let go: what a row says of a running one does not depend on how fast a machine is. */
import * as fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Only for what never happens: then the row says what has happened by then. */
const PATIENCE_MS = 120_000;
const STEP_MS = 20;

export class Hold {
  #file;

  /** @param {string} file a path that nothing has yet */
  constructor(file) {
    this.#file = file;
  }

  /** The value of the activation. */
  get value() {
    setTimeout(() => this.release(), PATIENCE_MS).unref();
    return { until: this.#file };
  }

  /** Waits until the action runs. */
  async waitForBegin() {
    await waitUntil(() => fs.existsSync(`${this.#file}-begun`));
  }

  get hasEnded() {
    return fs.existsSync(`${this.#file}-ended`);
  }

  release() {
    fs.writeFileSync(this.#file, '');
  }
}

/** Asks again and again, until the answer is yes or nobody can wait any longer. */
export async function waitUntil(holds) {
  const end = performance.now() + PATIENCE_MS;
  while (!(await holds()) && performance.now() < end) await sleep(STEP_MS);
}

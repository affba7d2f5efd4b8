import { fileURLToPath } from 'node:url';
import { ActionLoopRunner } from '@actionrunner/core';

const LAUNCHER = fileURLToPath(new URL('../{{launcher}}', import.meta.url));

/** {{title}} actions: a process of the launcher loads the action once, and then answers line by line. */
export default class Runner extends ActionLoopRunner {
  #main = 'main';

  constructor(options = {}) {
    super({ source: '{{source}}', acknowledges: true, ...options });
  }

  get command() {
    return ['{{command}}', LAUNCHER, this.source, this.#main];
  }

  async init(message, context) {
    this.#main = message.main;
    await super.init(message, context);
  }
}

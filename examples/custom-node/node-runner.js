import { fileURLToPath } from 'node:url';
import { ActionLoopRunner } from '@actionrunner/core';

const LAUNCHER = fileURLToPath(new URL('launcher.js', import.meta.url));

/** JavaScript actions on ActionLoop: one long-lived process of the module, one line of JSON in and out per activation. */
export default class NodeRunner extends ActionLoopRunner {
  constructor(options = {}) {
    super({ source: 'index.mjs', command: ['node', LAUNCHER, 'index.mjs'], acknowledges: true, ...options });
  }

  async build() {
    await this.compile('node', ['--check', this.source]); // shows where a syntax error is
  }
}

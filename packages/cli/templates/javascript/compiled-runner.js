import { ActionRunner } from '@actionrunner/core';

/** {{title}} actions: one source file, compiled once at init; then one process of the program per activation. */
export default class Runner extends ActionRunner {
  constructor(options = {}) {
    super({ source: '{{source}}', ...options });
  }

  async build() {
    await this.compile('{{program}}', ['{{args}}', '-o', this.binary, this.source]);
  }
}

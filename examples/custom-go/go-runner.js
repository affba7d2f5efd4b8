import { ActionRunner } from '@actionrunner/core';

/** Go actions: one source file, compiled once at init; then one process per activation. */
export default class GoRunner extends ActionRunner {
  constructor(options = {}) {
    super({ source: 'main.go', ...options });
  }

  async build() {
    await this.compile('go', ['build', '-o', this.binary, this.source]);
  }
}

import { ActionRunner } from '@actionrunner/core';

/** {{title}} actions: checked once at init; then one process per activation. */
export default class Runner extends ActionRunner {
  constructor(options = {}) {
    super({ source: '{{source}}', command: ['{{command}}', '{{source}}'], ...options });
  }

  async build() {
    await this.compile('{{program}}', ['{{args}}']); // a syntax error fails the init, not the first activation
  }
}

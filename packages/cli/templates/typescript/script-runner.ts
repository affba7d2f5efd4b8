import { ActionRunner, type ActionRunnerOptions } from '@actionrunner/core';

/** {{title}} actions: checked once at init; then one process per activation. */
export default class Runner extends ActionRunner {
  constructor(options: ActionRunnerOptions = {}) {
    super({ source: '{{source}}', command: ['{{command}}', '{{source}}'], ...options });
  }

  protected override async build(): Promise<void> {
    await this.compile('{{program}}', ['{{args}}']); // a syntax error fails the init, not the first activation
  }
}

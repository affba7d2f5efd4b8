import { ActionRunner, type ActionRunnerOptions } from '@actionrunner/core';

/** {{title}} actions: one source file, compiled once at init; then one process of the program per activation. */
export default class Runner extends ActionRunner {
  constructor(options: ActionRunnerOptions = {}) {
    super({ source: '{{source}}', ...options });
  }

  protected override async build(): Promise<void> {
    await this.compile('{{program}}', ['{{args}}', '-o', this.binary, this.source]);
  }
}

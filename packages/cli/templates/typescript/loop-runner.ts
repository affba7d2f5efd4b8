import { fileURLToPath } from 'node:url';
import { ActionLoopRunner, type ActionLoopRunnerOptions, type HookContext, type InitMessage } from '@actionrunner/core';

const LAUNCHER = fileURLToPath(new URL('../{{launcher}}', import.meta.url));

/** {{title}} actions: a process of the launcher loads the action once, and then answers line by line. */
export default class Runner extends ActionLoopRunner {
  #main = 'main';

  constructor(options: ActionLoopRunnerOptions = {}) {
    super({ source: '{{source}}', acknowledges: true, ...options });
  }

  protected override get command(): readonly string[] {
    return ['{{command}}', LAUNCHER, this.source, this.#main];
  }

  protected override async init(message: InitMessage, context: HookContext): Promise<void> {
    this.#main = message.main;
    await super.init(message, context);
  }
}

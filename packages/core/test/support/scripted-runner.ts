import type { Environment } from '../../src/protocol/environment.js';
import type { ActionArguments, ActionResult, InitMessage } from '../../src/protocol/messages.js';
import { ActionRunner } from '../../src/runner/action-runner.js';
import type { Activation } from '../../src/runner/activation.js';

/** A step that waits until the test lets it go on. */
export class Latch {
  readonly reached: Promise<void>;
  readonly opened: Promise<void>;
  #reach: () => void = () => undefined;
  open: () => void = () => undefined;

  constructor() {
    this.reached = new Promise((resolve) => {
      this.#reach = resolve;
    });
    this.opened = new Promise((resolve) => {
      this.open = resolve;
    });
  }

  async pass(): Promise<void> {
    this.#reach();
    await this.opened;
  }
}

/** A runner without processes: what it does is a function of the test. */
export class ScriptedRunner extends ActionRunner {
  readonly events: string[] = [];
  hasBinary = true;
  onInit: (message: InitMessage) => void | Promise<void> = () => undefined;
  onRun: (args: ActionArguments, activation: Activation) => ActionResult | Promise<ActionResult> = () => ({ ok: true });
  onStop: () => void | Promise<void> = () => undefined;

  constructor() {
    // Otherwise shells would wait for its activations, also after the test.
    super({ startProcess: () => Promise.reject(new Error('a scripted runner starts no process')) });
  }

  protected override async init(message: InitMessage): Promise<void> {
    this.events.push(`init ${message.name}`);
    await this.onInit(message);
  }

  protected override verify(): boolean {
    return this.hasBinary;
  }

  protected override async run(
    args: ActionArguments,
    _env: Environment,
    activation: Activation,
  ): Promise<ActionResult> {
    this.events.push(`run ${args}`);
    return await this.onRun(args, activation);
  }

  protected override async stop(): Promise<void> {
    this.events.push('stop');
    await this.onStop();
  }
}

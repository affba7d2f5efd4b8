import { ActionProxy, isRunnerError } from '@actionrunner/core';
import { BashRunner, type BashRunnerOptions } from '@actionrunner/runners/bash';
import { temporaryDirectory } from '../../../../test/support/clean-up.js';
import { MemoryLogSink } from '../../../core/test/support/memory-log-sink.js';

/** A bash action without HTTP: the proxy is called as a server would. */
export class BashAction {
  readonly directory: string = temporaryDirectory();
  readonly logs: MemoryLogSink = new MemoryLogSink();
  readonly #proxy: ActionProxy;

  constructor(options: BashRunnerOptions = {}) {
    const runner = new BashRunner({ directory: this.directory, ...options });
    runner.prepareForInit();
    this.#proxy = new ActionProxy(runner, { logs: this.logs, allowReinit: true });
  }

  /** Initializes the action; resolves to the message of the error, if any. */
  async init(code: string, message: Record<string, unknown> = {}): Promise<string | undefined> {
    try {
      await this.#proxy.init(Buffer.from(JSON.stringify({ value: { code, ...message } })));
      return undefined;
    } catch (error) {
      if (!isRunnerError(error)) {
        throw error;
      }
      return error.message;
    }
  }

  /** Runs one activation; resolves to its parsed result. */
  async run(value: unknown = {}): Promise<unknown> {
    return JSON.parse((await this.#proxy.run(Buffer.from(JSON.stringify({ value })))).toString());
  }

  /** Ends what waits for the next activation. */
  async close(): Promise<void> {
    await this.#proxy.stop();
  }
}

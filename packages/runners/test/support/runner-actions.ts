import { ActionProxy, type ActionRunner, type ActionRunnerOptions } from '@actionrunner/core';
import { buildZip, type ZipEntry } from '../../../../test/support/zip-builder.js';
import { Proxied } from '../../../core/test/support/proxied.js';
import { makeSandbox, type Sandbox } from '../../../core/test/support/tree.js';

/** Actions of a test file, each in a directory of its own. */
export class RunnerActions<Options extends ActionRunnerOptions> {
  readonly #started: { readonly action: Proxied; readonly sandbox: Sandbox }[] = [];

  readonly #make: (options: Options) => ActionRunner;

  /** @param make makes the runner; the options name its directory */
  constructor(make: (options: Options) => ActionRunner) {
    this.#make = make;
  }

  /** A runner that has no code yet. */
  make(options: Partial<Options> = {}, allowReinit = false): Proxied & { readonly directory: string } {
    const sandbox = makeSandbox();
    const { directory } = sandbox;
    const runner = this.#make({ directory, ...options } as Options);
    const action = new Proxied((logs) => new ActionProxy(runner, { logs, allowReinit }));
    this.#started.push({ action, sandbox });
    return Object.assign(action, { directory });
  }

  /** A runner with this source, or these files of a zip. */
  async start(
    code: string | readonly ZipEntry[],
    fields: Record<string, unknown> = {},
    options: Partial<Options> = {},
  ): Promise<Proxied> {
    const action = this.make(options);
    await action.init(typeof code === 'string' ? code : buildZip(code), fields);
    return action;
  }

  async close(): Promise<void> {
    for (const { action, sandbox } of this.#started.splice(0)) {
      await action.close();
      await sandbox.remove();
    }
  }
}

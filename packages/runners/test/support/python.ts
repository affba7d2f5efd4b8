import { ActionProxy } from '@actionrunner/core';
import { Proxied } from '../../../core/test/support/proxied.js';
import { makeSandbox, type Sandbox } from '../../../core/test/support/tree.js';
import { buildZip, type ZipEntry } from '../../../core/test/support/zip-builder.js';
import { PythonRunner, type PythonRunnerOptions } from '../../src/python/index.js';
import { describeWith, outputOf } from './tools.js';

/** The interpreter itself: `python3` may be a script that looks for it. */
export const PYTHON: string | undefined = outputOf('python3', '-c', 'import sys; print(sys.executable)');

export const describePython: jest.Describe = describeWith(
  'python3',
  'sudo apt-get install python3 python3-venv',
  PYTHON !== undefined,
);

/** Python actions of a test file, each in a directory of its own. */
export class PythonActions {
  readonly #started: { readonly action: Proxied; readonly sandbox: Sandbox }[] = [];

  /** A runner that has no code yet. */
  make(options: PythonRunnerOptions = {}, allowReinit = false): Proxied & { readonly directory: string } {
    const sandbox = makeSandbox();
    const { directory } = sandbox;
    const runner = new PythonRunner({ directory, python: PYTHON ?? 'python3', ...options });
    const action = new Proxied((logs) => new ActionProxy(runner, { logs, allowReinit }));
    this.#started.push({ action, sandbox });
    return Object.assign(action, { directory });
  }

  /** A runner with this source, or these files of a zip. */
  async start(
    code: string | readonly ZipEntry[],
    fields: Record<string, unknown> = {},
    options: PythonRunnerOptions = {},
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

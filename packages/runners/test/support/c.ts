import { ActionProxy } from '@actionrunner/core';
import { Proxied } from '../../../core/test/support/proxied.js';
import { makeSandbox, type Sandbox } from '../../../core/test/support/tree.js';
import { buildZip, type ZipEntry } from '../../../core/test/support/zip-builder.js';
import { CRunner, type CRunnerOptions } from '../../src/c/index.js';
import { describeWith, outputOf } from './tools.js';

const toolsFound = outputOf('gcc', '--version') !== undefined && outputOf('make', '--version') !== undefined;

export const describeC: jest.Describe = describeWith('gcc or make', 'sudo apt-get install gcc make', toolsFound);

/** A program that answers with its parameters. */
export const IDENTITY = '#include <stdio.h>\nint main(int argc, char **argv) {\n    puts(argv[1]);\n    return 0;\n}\n';

/** A program that answers with this JSON. */
export const answering = (json: string): string =>
  `#include <stdio.h>\nint main(void) {\n    puts(${JSON.stringify(json)});\n    return 0;\n}\n`;

/** C actions of a test file, each in a directory of its own. */
export class CActions {
  readonly #started: { readonly action: Proxied; readonly sandbox: Sandbox }[] = [];

  /** A runner that has no code yet. */
  make(options: CRunnerOptions = {}, allowReinit = false): Proxied & { readonly directory: string } {
    const sandbox = makeSandbox();
    const { directory } = sandbox;
    const runner = new CRunner({ directory, ...options });
    const action = new Proxied((logs) => new ActionProxy(runner, { logs, allowReinit }));
    this.#started.push({ action, sandbox });
    return Object.assign(action, { directory });
  }

  /** A runner with this source, or these files of a zip. */
  async start(
    code: string | readonly ZipEntry[],
    fields: Record<string, unknown> = {},
    options: CRunnerOptions = {},
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

import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ActionLoopRunner, type ActionLoopRunnerOptions, type HookContext, type InitMessage } from '@actionrunner/core';
import { checkSource } from '@actionrunner/core/internal';

const LAUNCHER = fileURLToPath(new URL('../../python/launcher.py', import.meta.url));

/** How the launcher begins an answer for what json cannot write. */
const NOT_JSON = 'not JSON: ';

/** How much of a result that is refused is shown. */
const SHOWN_CHARACTERS = 120;

/** Settings of a {@link PythonRunner}. */
export interface PythonRunnerOptions extends ActionLoopRunnerOptions {
  /** The interpreter, Python 3.9 or newer. Default `python3`. */
  readonly python?: string;
  /** Where `python/launcher.py` of this package is, for a server that was bundled. Default: next to the package's modules. */
  readonly launcher?: string;
}

/**
 * Runs Python actions: `def main(args)` in one long-lived process. Text becomes `__main__.py`; a zip contains one, or an `exec`, and may
 * contain modules, data and a `virtualenv`. An exception answers `{"error": …}`; `sys.exit`, a crash or a result that is not JSON fails the activation.
 * @public
 * @example
 * ```js
 * import { ActionProxy } from '@actionrunner/core';
 * import { PythonRunner } from '@actionrunner/runners';
 *
 * const proxy = new ActionProxy(new PythonRunner({ directory: './action' }));
 * const code = 'def main(args):\n    return args';
 * await proxy.init(Buffer.from(JSON.stringify({ value: { code } })));
 * console.log(String(await proxy.run(Buffer.from('{"value":{"name":"James"}}')))); // the parameters
 * await proxy.stop();
 * ```
 */
export class PythonRunner extends ActionLoopRunner {
  static override readonly optionNames: readonly string[] = ['python', 'launcher'];

  readonly #python: string;
  readonly #launcher: string;
  #main = 'main';
  /** The file that is loaded. */
  #program: string;

  constructor({ python = 'python3', launcher = LAUNCHER, ...options }: PythonRunnerOptions = {}) {
    super({ source: '__main__.py', acknowledges: true, ...options });
    this.#python = python;
    this.#launcher = launcher;
    this.#program = this.source;
  }

  /** Without bytecode files, which would outlive their source. Text is UTF-8, whatever the locale is. */
  protected override get command(): readonly string[] {
    return [this.#python, '-B', '-X', 'utf8', this.#launcher, this.#program, this.#main];
  }

  protected override async init(message: InitMessage, context: HookContext): Promise<void> {
    this.#main = message.main;
    this.#program = this.source;
    await super.init(message, context);
  }

  /** As in OpenWhisk's own runtime, the source of an archive may have the name of the binary. Text in any encoding that Python reads reaches it. */
  protected override async build({ binary }: InitMessage): Promise<void> {
    if (binary && !isFile(this.source) && isFile(this.binary)) {
      this.#program = this.binary;
    }
    await checkSource(this.#program, ['wide']);
  }

  /** @internal */
  protected override async explainAnswer(line: Buffer): Promise<{ readonly reason: string; readonly detail?: string }> {
    const text = line.toString();
    if (text === 'null') {
      const reason = 'The action returned None; end its function with a return of a dictionary or a list.';
      return { reason, detail: reason };
    }
    if (text.startsWith(NOT_JSON)) {
      const reason = `The result of the action is ${text}.`;
      return { reason, detail: reason };
    }
    const shown = text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
    return { reason: `The action returned ${shown}; its function must return a dictionary or a list.` };
  }

  protected override verify(): boolean | Promise<boolean> {
    return this.#program === this.source ? super.verify() : isFile(this.#program);
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import {
  type ActionArguments,
  type ActionResult,
  ActionRunner,
  type Activation,
  type Environment,
  type HookContext,
  type InitMessage,
  RunnerError,
} from '@actionrunner/core';
import { checkProgram } from '@actionrunner/core/internal';
import { formatFunctionCall, requireFunction } from './function-call.js';
import { detectScriptKind, type ScriptKind } from './script-kind.js';
import { SYNTAX_CHECK } from './syntax-check.js';

/**
 * Runs bash scripts, with or without a `#!` line. A `main` other than `main` names a function of the script, which is called with the JSON
 * as `$1`. A syntax error fails the init, unless the script may end before it. A binary, or a script with another interpreter in its `#!` line, is run as it is.
 * @public
 * @example
 * ```js
 * import { ActionProxy } from '@actionrunner/core';
 * import { BashRunner } from '@actionrunner/runners';
 *
 * const proxy = new ActionProxy(new BashRunner({ directory: './action' }));
 * const code = 'main() { echo "$1"; }\nmain "$1"';
 * await proxy.init(Buffer.from(JSON.stringify({ value: { code } })));
 * console.log(String(await proxy.run(Buffer.from('{"value":{"name":"James"}}')))); // the parameters
 * await proxy.stop();
 * ```
 */
export class BashRunner extends ActionRunner {
  #kind: ScriptKind | undefined;

  protected override async init(message: InitMessage, context: HookContext): Promise<void> {
    this.#kind = undefined;
    await super.init(message, context);
  }

  /** Appends a call of the function that the message names. */
  protected override async epilogue(message: InitMessage): Promise<void> {
    if (message.main.includes('\0')) {
      throw new RunnerError('ERR_RUNNER_BUILD', 'The entry point (main) contains a NUL character.');
    }
    if (message.main !== 'main' && (await this.#isBash())) {
      requireFunction(message.main, readFileSync(this.source, 'utf8'));
      await this.appendToSource(formatFunctionCall(message.main));
    }
  }

  /** Checks the syntax. An error in lines that may never be reached is a warning. */
  protected override async build(): Promise<void> {
    await this.checkProgram();
    if (await this.#isBash()) {
      // Privileged mode, so that a BASH_ENV of the action is not run by the check.
      await this.compile('bash', ['-p', '-c', SYNTAX_CHECK, 'bash', relative(this.directory, this.source)]);
    }
  }

  protected override async run(args: ActionArguments, env: Environment, activation: Activation): Promise<ActionResult> {
    this.#kind ??= await detectScriptKind(this.binary);
    const command = this.#kind === 'plain' ? ['bash', this.binary] : [this.binary];
    return await this.execute(command, args, env, activation);
  }

  /**
   * Bash itself reads a script without a `#!` line, whatever the encoding of its bytes.
   * @internal
   */
  protected override async checkProgram(): Promise<void> {
    await checkProgram(this.binary, (await detectScriptKind(this.binary)) === 'plain' ? ['encoded'] : []);
  }

  /** False for a missing script, which `verify` reports. */
  async #isBash(): Promise<boolean> {
    return existsSync(this.source) && (await detectScriptKind(this.source)) !== 'other';
  }
}

import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import {
  type ActionArguments,
  type ActionResult,
  ActionRunner,
  type ActionRunnerOptions,
  type Activation,
  type Environment,
  type HookContext,
  type InitMessage,
  type Isolation,
  isRunnerError,
  RunnerError,
} from '@actionrunner/core';
import {
  checkProgram,
  parseIsolation,
  readIsolation,
  type SourcedScript,
  WaitingCheck,
} from '@actionrunner/core/internal';
import { formatFunctionCall, requireFunction } from './function-call.js';
import { detectScriptKind, type ScriptKind } from './script-kind.js';
import { findSourcing } from './sourced-script.js';
import { QUICK_CHECK, SYNTAX_CHECK } from './syntax-check.js';
import { findWindowsLine } from './windows-line.js';

/** Settings of a {@link BashRunner}. */
export interface BashRunnerOptions extends ActionRunnerOptions {
  /**
   * `process`: each activation starts a bash. `fork`: it is run by a bash that has been started before and waits for it, where the script behaves
   * the same there; any other script gets a process, or fails the init with `fork=strict`. Default: `ACTIONRUNNER_ISOLATION` of the
   * `environment`, else `process`.
   */
  readonly isolation?: Isolation;
}

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
  static override readonly optionNames: readonly string[] = ['isolation'];

  readonly #isolation: Isolation;
  /** For the first init; it is started before that. */
  #waitingCheck: WaitingCheck | undefined;
  #kind: ScriptKind | undefined;
  #sourced: SourcedScript | undefined;

  constructor(options: BashRunnerOptions = {}) {
    super(options);
    const given = options.isolation && parseIsolation('The option isolation', options.isolation);
    if (given === 'loop') {
      const text = 'The option isolation cannot be loop: a script of bash serves one activation. Use process or fork.';
      throw new RunnerError('ERR_RUNNER_OPTION', text);
    }
    const found = given ?? readIsolation(options.environment ?? process.env) ?? 'process';
    this.#isolation = found === 'loop' ? 'process' : found;
  }

  protected override async init(message: InitMessage, context: HookContext): Promise<void> {
    this.#kind = undefined;
    this.#sourced = undefined;
    try {
      await super.init(message, context);
    } finally {
      this.#dropCheck();
    }
    if (this.#isolation !== 'process') {
      await this.#prepareSourcing(context);
    }
    super.prepareProcesses();
  }

  /** @internal */
  override prepareForInit(): void {
    const env = this.lastingEnv;
    // What BASH_ENV names may change how bash reads a script.
    if (!env['BASH_ENV']) {
      this.#waitingCheck = new WaitingCheck(['bash', '-p', '-c', QUICK_CHECK], env);
    }
    super.prepareForInit();
  }

  /**
   * Nothing when an init begins: `init` does it at its end, since a fork would hold up the check. Nothing before it for a bash that runs
   * scripts itself, which has the locale of its start.
   * @internal
   */
  protected override prepareProcesses(early?: Environment): void {
    if (early && this.#isolation === 'process') {
      super.prepareProcesses(early);
    }
  }

  override async close(): Promise<void> {
    this.#dropCheck();
    await super.close();
  }

  override kill(): void {
    this.#dropCheck();
    super.kill();
  }

  /** @internal */
  override async createUnderstudy(isQuiet: () => boolean): Promise<ActionRunner | undefined> {
    return this.#isolation === 'process' ? this.createProcessUnderstudy(isQuiet) : undefined;
  }

  /** @internal */
  protected override get processShell(): readonly string[] | undefined {
    return this.#isolation === 'process' ? undefined : ['bash'];
  }

  /** @internal */
  protected override get sourcedScript(): SourcedScript | undefined {
    return this.#sourced;
  }

  /** Appends a call of the function that the message names. */
  protected override async epilogue(message: InitMessage, { logs }: HookContext): Promise<void> {
    if (message.main.includes('\0')) {
      throw new RunnerError('ERR_RUNNER_BUILD', 'The entry point (main) contains a NUL character.');
    }
    if (message.main !== 'main' && (await this.#isBash())) {
      if (!requireFunction(message.main, readFileSync(this.source, 'utf8'))) {
        // In one line, whatever the name is.
        const name = /^[\w:.-]+$/.test(message.main) ? message.main : JSON.stringify(message.main);
        await logs.stderr.note(`The script defines no function ${name} to call: all of it runs.`);
      }
      await this.appendToSource(formatFunctionCall(message.main));
    }
  }

  /** Checks the syntax. An error in lines that may never be reached is a warning. */
  protected override async build(message: InitMessage, context: HookContext): Promise<void> {
    await this.checkProgram();
    if (!(await this.#isBash())) {
      return;
    }
    const windows = findWindowsLine(readFileSync(this.source, 'latin1'));
    if (!windows && (await this.#passesWaitingCheck(message, context))) {
      return;
    }
    const { logs, cancellation } = context;
    if (cancellation.aborted) {
      throw cancellation.reason;
    }
    super.prepareProcesses();
    try {
      // Privileged mode, so that a BASH_ENV of the action is not run by the check.
      await this.compile('bash', ['-p', '-c', SYNTAX_CHECK, 'bash', relative(this.directory, this.source)]);
    } catch (error) {
      if (!windows || !isRunnerError(error)) throw error;
      const detail = `${error.detail ?? error.message}\n${windows}`;
      throw new RunnerError(error.code, `${error.message}\n${windows}`, { cause: error, detail });
    }
    if (windows) {
      await logs.stderr.note(`Warning: ${windows}`);
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

  /** Whether a bash that was started before accepts the script, which it does not if it would have another environment or user now. */
  async #passesWaitingCheck({ env }: InitMessage, { user, cancellation }: HookContext): Promise<boolean> {
    const isSame = !user && Object.keys(env).every((name) => name.startsWith('__OW_'));
    return isSame && ((await this.#waitingCheck?.accepts(this.source, cancellation)) ?? false);
  }

  #dropCheck(): void {
    this.#waitingCheck?.kill();
    this.#waitingCheck = undefined;
  }

  async #prepareSourcing({ logs }: HookContext): Promise<void> {
    const sourcing =
      (await detectScriptKind(this.binary)) === 'other'
        ? { obstacle: 'it is not a script of bash' }
        : findSourcing(this.binary);
    if ('flags' in sourcing) {
      this.#sourced = { path: this.binary, flags: sourcing.flags };
      return;
    }
    const reason = `The script cannot be run by a bash that waits for it: ${sourcing.obstacle}.`;
    if (this.#isolation === 'fork=strict') {
      throw new RunnerError('ERR_RUNNER_START', reason, { detail: reason });
    }
    await logs.stderr.note(`${reason} Each activation starts a bash instead.`);
  }

  /** False for a missing script, which `verify` reports. */
  async #isBash(): Promise<boolean> {
    return existsSync(this.source) && (await detectScriptKind(this.source)) !== 'other';
  }
}

// Long because it is the class that authors extend: all verbs, hooks and helpers with their comments, each only a few lines.
import { checkExecutable, checkSource } from '../content/check-executable.js';
import { ActionDirectory, DIRECTORY_VARIABLE } from '../delivery/action-directory.js';
import { changeOwner } from '../delivery/change-owner.js';
import { RunnerError } from '../errors.js';
import type { RunningProcess, SourcedScript } from '../process/running-process.js';
import { terminateOnAbort } from '../process/terminate.js';
import type { Environment } from '../protocol/environment.js';
import {
  type ActionArguments,
  type ActionResult,
  hasCode,
  type InitMessage,
  type RunMessage,
} from '../protocol/messages.js';
import { now } from '../timings.js';
import { ActionEnvironment } from './action-environment.js';
import type { Activation, HookContext } from './activation.js';
import { HookCalls } from './call-hook.js';
import { isOrdinaryClass, settleVerdict, toEnvironment } from './check-author.js';
import { findTemporaryFolder, Processes } from './processes.js';
import { runAction } from './run-action.js';
import { runTool } from './run-tool.js';
import {
  type ActionRunnerOptions,
  areOrdinaryOptions,
  isCommand,
  listOptions,
  OPTION_NAMES,
  refuseCommand,
} from './runner-options.js';

/** How long a runtime waits for its first init before it prepares for activations. */
const IDLE_MS = 20;

/**
 * A runtime: how code becomes an action and how the action runs. Subclasses override the protected hooks (`init` → `epilogue` → `build` →
 * `verify`, then `env` and `run` per activation); `ActionProxy` calls the public verbs. A hook that throws fails the init or activation.
 * The hooks and their order are those of Apache OpenWhisk's dockerskeleton.
 * @public
 * @example
 * ```js
 * import { ActionRunner } from '@actionrunner/core';
 *
 * // Answers with its parameters; no process, no file.
 * class EchoRunner extends ActionRunner {
 *   verify() {
 *     return true;
 *   }
 *   async run(args) {
 *     return args.json;
 *   }
 * }
 * new EchoRunner({ directory: './action' });
 * ```
 */
export abstract class ActionRunner {
  /**
   * The names of the options that a class adds to those of the class above it. A subclass whose constructor passes its own options on lists
   * them here, so that they are not mistaken for misspelt ones.
   */
  static readonly optionNames: readonly string[] = OPTION_NAMES;

  /** The action directory, absolute. */
  readonly directory: string;
  /** The executable that runs an activation, absolute. */
  readonly binary: string;
  /** The file that delivered text becomes, absolute. */
  readonly source: string;
  readonly #options: ActionRunnerOptions;
  readonly #command: readonly string[] | undefined;
  readonly #files: ActionDirectory;
  readonly #environment: ActionEnvironment;
  readonly #processes: Processes;
  /** The context of the running init. */
  #init: HookContext | undefined;
  /** Whether the `init` of this class was called in the running init. */
  #delivers = false;
  readonly #calls = new HookCalls();
  #idleTimer: NodeJS.Timeout | undefined;
  #rehearse: () => void = () => undefined;

  /** @throws RunnerError `ERR_RUNNER_OPTION` for a path that is not text, or outside the action directory */
  constructor(options: ActionRunnerOptions = {}) {
    const environment = options.environment ?? process.env;
    const { directory = environment[DIRECTORY_VARIABLE] || undefined, binary, source } = options;
    this.#files = new ActionDirectory({ directory, binary, source });
    this.directory = this.#files.path;
    this.binary = this.#files.binary;
    this.source = this.#files.source;
    this.#options = options;
    this.#command = options.command;
    this.#environment = new ActionEnvironment(environment, this.directory);
    this.#processes = new Processes(['/dev/shm', findTemporaryFolder(), this.directory], options.startProcess);
  }

  /** How many activations may run concurrently, unless the operator says otherwise. Default 1. */
  get concurrency(): number {
    return 1;
  }

  // ---- verbs, called by ActionProxy ----

  /**
   * Makes the action ready: stops what an earlier init started, then calls the `init` hook. If it fails, removes what was delivered. Calls
   * must not overlap.
   * @throws RunnerError of the phase that failed
   */
  async initialize(message: InitMessage, context: HookContext): Promise<void> {
    throwIfAborted(context);
    clearTimeout(this.#idleTimer);
    this.#files.giveTo(context.user);
    await this.stop();
    await this.#files.undo();
    this.#environment.setInit(message.env);
    if (!areOrdinaryOptions(this.#options, listOptions(this.constructor))) {
      await this.describeMistakes();
    }
    this.#init = context;
    this.#delivers = false;
    this.prepareProcesses();
    try {
      await logOmitted(message.omitted, context);
      await this.#calls.call('init', () => this.init(message, context));
      await this.#requireDelivery(message);
    } catch (error) {
      await this.#files.undo();
      throw error;
    } finally {
      this.#init = undefined;
    }
  }

  /** An `init` of a subclass may deliver the code in its own way: nothing to run shows that it did not. */
  async #requireDelivery(message: InitMessage): Promise<void> {
    if (hasCode(message) && !this.#delivers && !(await settleVerdict(this.verify(), this.verify, 'verify'))) {
      const { createUndeliveredError } = await import('./hook-mistakes.js');
      throw createUndeliveredError();
    }
  }

  /** Whether an activation can start, as `verify` says. */
  ready(): boolean | Promise<boolean> {
    const verdict = this.verify();
    return typeof verdict === 'boolean' ? verdict : settleVerdict(verdict, this.verify, 'run');
  }

  /** Runs one activation: calls the hooks `env` and `run`. */
  async activate(message: RunMessage, context: HookContext): Promise<ActionResult> {
    if (message.omitted.length > 0) {
      await logOmitted(message.omitted, context);
    }
    this.#files.giveTo(context.user);
    const { timings } = context;
    const envStart = now();
    let given: unknown;
    try {
      // A hook written in JavaScript may be async.
      given = this.env(message);
      given = typeof (given as PromiseLike<unknown> | undefined)?.then === 'function' ? await given : given;
    } finally {
      timings.add('env', now() - envStart);
    }
    const env = toEnvironment(given);
    if (!env) {
      const { createEnvironmentError } = await import('./hook-mistakes.js');
      throw createEnvironmentError(given);
    }
    const start = now();
    try {
      return await this.run(message.args, env, Object.assign(context, { message }));
    } finally {
      timings.add('run', now() - start - (timings.phases.get('spawn') ?? 0));
    }
  }

  /** Stops what the runner has started. */
  async close(): Promise<void> {
    clearTimeout(this.#idleTimer);
    try {
      await this.stop();
    } finally {
      this.#processes.close();
    }
  }

  /** Kills all processes of the runner at once, for a runtime that has no time left. */
  kill(): void {
    this.#processes.kill();
  }

  /**
   * Describes what the author of the class has probably written by mistake: a misspelt hook, a field that was meant as an option.
   * @returns a sentence for each; none if nothing is wrong
   * @throws RunnerError `ERR_RUNNER_OPTION` for options that cannot be meant: misspelt, or of a wrong type
   * @internal
   */
  async describeMistakes(): Promise<string[]> {
    const { path: directory, binary, source } = this.#files;
    const used = { directory, binary, source };
    const known = listOptions(this.constructor);
    const base = this.libraryPrototype;
    if (isOrdinaryClass(this, base, used) && areOrdinaryOptions(this.#options, known)) {
      return [];
    }
    const { describeClassMistakes } = await import('./class-mistakes.js');
    return describeClassMistakes(this, { base, options: this.#options, used, known });
  }

  // ---- hooks, overridden by subclasses ----

  /**
   * Delivers the code and makes it runnable with `epilogue`, `build` and `verify`; without code, only `verify`. An override calls
   * `super.init(message, context)`.
   */
  protected init(message: InitMessage, context: HookContext = this.requireInit('init')): Promise<void> {
    this.#delivers = true;
    return this.#calls.track('super.init', this.#deliver(message, context));
  }

  async #deliver(message: InitMessage, context: HookContext): Promise<void> {
    const { timings, limits, user } = context;
    if (hasCode(message)) {
      const { maxArchiveEntries: maxEntries, maxArchiveBytes: maxBytes } = limits;
      const delivery = {
        limits: { maxEntries, maxBytes },
        owner: user,
        // It is made when an archive asks for it.
        get signal() {
          return context.signal;
        },
      };
      await timings.measure('deliver', () => this.#files.deliver(message, delivery));
      if (!message.binary && !this.#startsBinary) {
        await checkSource(this.source);
      }
      throwIfAborted(context);
      await timings.measure('epilogue', () => this.#calls.call('epilogue', () => this.epilogue(message, context)));
      throwIfAborted(context);
      await timings.measure('build', () => this.#calls.call('build', () => this.build(message, context)));
    }
    const verdict = await timings.measure('verify', () => this.verify());
    if (!(await settleVerdict(verdict, this.verify, 'verify'))) {
      await this.#refuseMissing(message);
    }
    await this.checkProgram();
  }

  /** Fails an init after which nothing can run, and says what is missing. */
  async #refuseMissing(message: InitMessage): Promise<never> {
    const what = this.#startsBinary ? 'binary' : 'source';
    if (what === 'binary' && this.source !== this.binary) {
      const { checkIsBuilt } = await import('./hook-mistakes.js');
      checkIsBuilt(this, ActionRunner.prototype);
    }
    const reason = await this.#files.explainMissing(what, message);
    throw new RunnerError('ERR_RUNNER_NO_BINARY', reason, { detail: reason ?? this.#files.describeMissing(what) });
  }

  /** Called when code was delivered: may add to the source, with {@link ActionRunner.appendToSource}. Default: nothing. */
  protected async epilogue(_message: InitMessage, _context?: HookContext): Promise<void> {}

  /**
   * Called after `epilogue`: turns the source into the binary, with {@link ActionRunner.compile}. Default: nothing. An error fails the init with
   * its message.
   */
  protected async build(_message: InitMessage, _context?: HookContext): Promise<void> {}

  /**
   * Whether an activation can start. Called before each one, so it must be cheap. Default: the binary is an executable file; with a
   * custom `command`, the source is a file.
   */
  protected verify(): boolean | Promise<boolean> {
    return this.#startsBinary ? this.#files.hasBinary() : this.#files.hasSource();
  }

  /**
   * The environment of one activation: container, then init `env`, then the message's context. A new object each time: an override adds to
   * what `super.env(message)` returns.
   */
  protected env(message: RunMessage): Environment {
    return this.#environment.buildForActivation(message.context);
  }

  /**
   * Runs one activation. Default: starts the binary (or `command`) with the parameters on stdin and as `argv[1]`; the last line of stdout
   * is the result.
   * @returns the result: its JSON text, or a plain object or array; `{ error }` is an application error
   * @throws RunnerError as {@link ActionRunner.execute} does; anything else that an override throws is answered with 500
   */
  protected async run(args: ActionArguments, env: Environment, activation: Activation): Promise<ActionResult> {
    return await this.execute(this.command, args, env, activation);
  }

  /** Stops processes that outlive an activation. Called before each init, the first one too, and on shutdown. Default: nothing. */
  protected async stop(): Promise<void> {}

  // ---- for the runners of this library, and not for authors ----

  /**
   * Called before the first init, and once the server listens if a client sends that: prepares, in the background, what the init would wait for.
   * Default: if no init arrives soon, prepares what starts the processes of activations.
   * @internal
   */
  prepareForInit(): void {
    // A container that the platform keeps in stock has time for this. One that is started for an action gets its init at once, which comes first.
    const prepare = () => {
      this.prepareProcesses(this.#environment.buildLasting());
      this.rehearseOnce();
    };
    this.#idleTimer = setTimeout(prepare, IDLE_MS).unref();
  }

  /**
   * Rehearses an activation, unless that has been done; called when there is time for it.
   * @internal
   */
  protected rehearseOnce(): void {
    const rehearse = this.#rehearse;
    this.#rehearse = () => undefined;
    rehearse();
  }

  /**
   * Called before {@link prepareForInit} with what rehearses an activation, for which there is time if no init arrives soon.
   * @internal
   */
  rehearseWith(rehearse: () => void): void {
    this.#rehearse = rehearse;
  }

  /**
   * Creates a runner that does what this one does with an activation, though not by the program of an author. Default: undefined, unless it has
   * a process for each.
   * @param isQuiet whether no request has come: a process is started only then
   * @internal
   */
  async createUnderstudy(isQuiet: () => boolean): Promise<ActionRunner | undefined> {
    return this.run === ActionRunner.prototype.run ? this.createProcessUnderstudy(isQuiet) : undefined;
  }

  /**
   * Creates a runner whose processes, which do nothing, are started by the shells of this one; undefined if it has none.
   * @internal
   */
  protected createProcessUnderstudy(isQuiet: () => boolean): ActionRunner | undefined {
    const { directory } = this;
    const { environment } = this.#options;
    const startProcess = this.#processes.createRehearsal(isQuiet);
    const command = ['/bin/sh', '-c', 'echo {}'];
    return startProcess && new Understudy({ directory, command, startProcess, ...(environment && { environment }) });
  }

  /**
   * Called when an init begins, or before it: prepares, in the background, what starts the processes of activations.
   * @param early their environment. Before an init it is that of the container: a subclass may override `lastingEnv` with what its `init` sets
   * @internal
   */
  protected prepareProcesses(early: Environment = this.lastingEnv): void {
    this.#processes.prepare(early, this.processShell);
  }

  /**
   * Makes ready, in the background, the pipes of a process that outlives an activation.
   * @internal
   */
  protected preparePipes(): Promise<void> {
    return this.#processes.preparePipes();
  }

  /**
   * The shell that starts processes; by default `/bin/sh`.
   * @internal
   */
  protected get processShell(): readonly string[] | undefined {
    return undefined;
  }

  /**
   * The script of the action, where the shell that starts processes may run it itself.
   * @internal
   */
  protected get sourcedScript(): SourcedScript | undefined {
    return undefined;
  }

  /**
   * Called at the end of an init: fails it if this machine cannot start the binary that an activation would start.
   * @internal
   * @throws RunnerError `ERR_RUNNER_BUILD`
   */
  protected async checkProgram(): Promise<void> {
    if (this.#startsBinary) {
      await checkExecutable(this.binary);
    }
  }

  /**
   * The prototype of the class of this library that the class of an author extends.
   * @internal
   */
  protected get libraryPrototype(): object {
    return ActionRunner.prototype;
  }

  /**
   * Explains in a sentence that the archive of a message lacks files at its root; undefined if it has one, or there is no archive.
   * @internal
   */
  protected explainArchive(message: InitMessage, wanted: readonly string[]): Promise<string | undefined> {
    return this.#files.explainArchive(message, wanted);
  }

  /**
   * Whether the last init delivered a file, an absolute path, rather than the image.
   * @internal
   */
  protected isDelivered(path: string): boolean {
    return this.#files.isDelivered(path);
  }

  /**
   * What a process that is started now sees of the running init; nothing outside an init.
   * @internal
   */
  protected buildInitContext(lasting: Environment): Environment {
    return this.#init ? this.#environment.buildInitContext(lasting) : {};
  }

  /**
   * Returns the context of the running init, for a helper.
   * @internal
   * @throws RunnerError `ERR_RUNNER_FAULT` outside an init
   */
  protected requireInit(helper: string): HookContext {
    if (!this.#init) {
      throw new RunnerError('ERR_RUNNER_FAULT', `${helper}() is available only while an init is running.`, {
        phase: 'init',
      });
    }
    return this.#init;
  }

  /**
   * Where files without a name may be made; the first that can be written is used.
   * @internal
   */
  protected get temporaryFolders(): readonly string[] {
    return this.#processes.folders;
  }

  // ---- helpers for subclasses ----

  /** The environment of a process that outlives an activation: container, then init `env`, without any context. */
  protected get lastingEnv(): Environment {
    return this.#environment.buildLasting();
  }

  /** The command line that runs the action: `command`, else the binary. */
  protected get command(): readonly string[] {
    return this.#command ?? [this.binary];
  }

  /**
   * Starts a process in the action directory, which the subclass must terminate: only an abort of the init or activation does so, too. It has
   * pipes for stdin, stdout, stderr and, as file descriptor 3, one to answer on.
   * @throws RunnerError `ERR_RUNNER_START`
   */
  protected async start(
    command: readonly string[],
    env: Environment,
    { user, cancellation, graceMs, timings }: HookContext,
  ): Promise<RunningProcess> {
    if (!isCommand(command)) {
      await refuseCommand(command);
    }
    const spec = { command, cwd: this.directory, env, user, input: 'pipe', channel: true } as const;
    const child = await timings.measure('spawn', () => this.#processes.start(spec));
    terminateOnAbort(child, cancellation, graceMs);
    return child;
  }

  /**
   * Runs a command line as the action, in a process per activation, as `run` describes.
   * @returns the last line of stdout, unchecked
   * @throws RunnerError `ERR_RUNNER_START`, `ERR_RUNNER_CRASHED` (killed by a signal), `ERR_RUNNER_RESULT_INVALID` (no output),
   *   `ERR_RUNNER_RESULT_TOO_LARGE`; the reason of the abort
   */
  protected async execute(
    command: readonly string[],
    args: ActionArguments,
    env: Environment,
    activation: Activation,
  ): Promise<Buffer> {
    if (!isCommand(command)) {
      await refuseCommand(command);
    }
    if (activation === undefined) {
      const { createExecuteError } = await import('./hook-mistakes.js');
      throw createExecuteError();
    }
    const spec = { command, cwd: this.directory, env, sourced: this.sourcedScript };
    try {
      return await runAction(this.#processes.start, spec, args, activation);
    } finally {
      const notice = this.#processes.takeNotice();
      if (notice !== undefined) {
        await activation.logs.stderr.note(notice);
      }
    }
  }

  /**
   * Runs a build tool in the action directory. Its whole output is logged. Only during an init.
   * @throws RunnerError `ERR_RUNNER_BUILD` with the first lines of its diagnostics if it fails
   */
  protected compile(tool: string, args: readonly string[] = []): Promise<void> {
    return this.#calls.track('this.compile', this.#runTool(tool, args));
  }

  async #runTool(tool: string, args: readonly string[]): Promise<void> {
    if (!Array.isArray(args)) {
      const { createArgumentsError } = await import('./hook-mistakes.js');
      throw createArgumentsError(tool, args);
    }
    const spec = { command: [tool, ...args], cwd: this.directory, env: this.#environment.buildForInit() };
    await runTool(this.#processes.start, spec, this.requireInit('compile'));
  }

  /**
   * Appends to the source, on a new line. A source of the image is not changed: a copy takes its place until the next init. Only during an
   * init.
   */
  protected appendToSource(text: string): Promise<void> {
    const { user } = this.requireInit('appendToSource');
    return this.#calls.track('this.appendToSource', this.#files.appendToSource(text, user));
  }

  /** Makes the user of the action and its build the owner of a file or folder that an init has created, and of what is in it; nothing without such a user. Only during an init. */
  protected async giveToUser(path: string): Promise<void> {
    const { user } = this.requireInit('giveToUser');
    if (user) {
      await this.#calls.track('this.giveToUser', changeOwner(path, user));
    }
  }

  get #startsBinary(): boolean {
    return this.command[0] === this.binary;
  }
}

/** Has no code that it would check. */
class Understudy extends ActionRunner {
  protected override verify(): boolean {
    return true;
  }
}

function throwIfAborted({ cancellation }: HookContext): void {
  if (cancellation.aborted) {
    throw cancellation.reason;
  }
}

async function logOmitted(omitted: readonly string[], { logs }: HookContext): Promise<void> {
  for (const sentence of omitted) {
    await logs.stderr.note(sentence);
  }
}

import { chownSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { relative, resolve, sep } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { decodeBase64 } from '../archive/base64.js';
import { DEFAULT_BINARY, DEFAULT_DIRECTORY, DIRECTORY_VARIABLE } from '../delivery/action-directory.js';
import { changeOwner } from '../delivery/change-owner.js';
import { Delivery } from '../delivery/delivery.js';
import { makeDirectory } from '../delivery/make-directory.js';
import { RunnerError } from '../errors.js';
import { PipePool } from '../process/pipe-pool.js';
import type { ProcessSpec, RunningProcess, StartProcess } from '../process/running-process.js';
import { startProcess } from '../process/start-process.js';
import { endLeftBehind, endOnAbort } from '../process/terminate.js';
import { containerVariables, type Environment, mergeEnvironment, withoutContext } from '../protocol/environment.js';
import {
  type ActionArguments,
  type ActionResult,
  archiveOf,
  type InitMessage,
  type RunMessage,
} from '../protocol/messages.js';
import { temporaryFolder } from './action-environment.js';
import type { Activation, HookContext } from './activation.js';
import { failAs } from './call-hook.js';
import { isExecutable, isFile } from './check-executable.js';
import { execute } from './run-action.js';
import { compile } from './run-tool.js';

/** How long an init waits for an earlier one that was given up. */
const LAST_INIT_LIMIT_MS = 3_000;

/** Settings of an {@link ActionRunner}. Paths are relative to the action directory and stay inside it. */
export interface ActionRunnerOptions {
  /**
   * The action directory: where code is delivered and the working directory of the action. Default: what `ACTIONRUNNER_DIRECTORY` of the
   * `environment` says, else `/action`.
   */
  readonly directory?: string;
  /** The executable that runs an activation. Default `exec`. */
  readonly binary?: string;
  /** The file that delivered text becomes. Default: the `binary`. */
  readonly source?: string;
  /** Command line that runs an activation in place of the binary; the parameters are appended. */
  readonly command?: readonly string[];
  /** Environment of the container. Default `process.env`. Processes get it without `__OW_ACTION_CODE`. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** How processes are started. Default {@link startProcess}. */
  readonly startProcess?: StartProcess;
}

/**
 * A runtime: how code becomes an action and how the action runs. Subclasses override the protected hooks
 * (`init` → `epilogue` → `build` → `verify`, then `env` and `run` per activation); `ActionProxy` calls the public verbs.
 * A hook throws to fail. Hooks and their order are those of Apache OpenWhisk's dockerskeleton.
 */
export abstract class ActionRunner {
  /** The action directory, absolute. */
  readonly directory: string;
  /** The executable that runs an activation, absolute. */
  readonly binary: string;
  /** The file that delivered text becomes, absolute. */
  readonly source: string;
  readonly #command: readonly string[] | undefined;
  readonly #environment: Readonly<Record<string, string | undefined>>;
  readonly #temporaryFolder: Environment;
  readonly #pipes: PipePool;
  readonly #startProcess: StartProcess;
  readonly #delivery: Delivery;
  /** Processes that have not ended yet. */
  readonly #running = new Set<RunningProcess>();
  #initEnv: Environment = mergeEnvironment();
  /** All of the init's variables, its context included. */
  #initializingEnv: Environment = mergeEnvironment();
  #initialization: HookContext | undefined;
  #directoryGiven = false;
  /** Settles when all inits have ended, even those that were given up before. */
  #initialized: Promise<unknown> = Promise.resolve();

  /** @throws RunnerError `ERR_RUNNER_OPTION` for a path outside the action directory */
  constructor(options: ActionRunnerOptions = {}) {
    this.#environment = options.environment ?? process.env;
    this.directory = resolve(options.directory ?? (this.#environment[DIRECTORY_VARIABLE] || DEFAULT_DIRECTORY));
    this.binary = this.#inside('binary', options.binary ?? DEFAULT_BINARY);
    this.source = options.source === undefined ? this.binary : this.#inside('source', options.source);
    this.#command = options.command;
    this.#temporaryFolder = temporaryFolder(this.directory);
    this.#pipes = new PipePool(['/dev/shm', tmpdir(), this.directory]);
    const start = options.startProcess ?? ((spec) => startProcess(spec, this.#pipes));
    this.#startProcess = async (spec) => this.#tracked(await start(spec));
    this.#delivery = new Delivery(this.directory);
  }

  /** How many activations may run at a time. */
  get concurrency(): number {
    return 1;
  }

  // ---- verbs, called by ActionProxy ----

  /**
   * Makes the action ready: ends what an earlier init started, then calls the `init` hook. What a failing init delivered is removed.
   * @throws RunnerError of the phase that failed
   */
  initialize(message: InitMessage, context: HookContext): Promise<void> {
    const initialized = this.#lastInit(context.signal).then(() => this.#initialize(message, context));
    this.#initialized = Promise.allSettled([this.#initialized, initialized]);
    return initialized;
  }

  /** Whether `run` has something to start. */
  async ready(): Promise<boolean> {
    return await this.verify();
  }

  /** Runs one activation: builds its environment and calls the `run` hook. */
  async activate(message: RunMessage, context: HookContext): Promise<ActionResult> {
    await logOmitted(message.omitted, context);
    this.#giveDirectory(context);
    const { timings } = context;
    // Awaited, since a hook written in JavaScript may be async.
    const env = await timings.measure('env', () => this.env(message));
    const start = performance.now();
    try {
      return await this.run(message.args, env, { ...context, message });
    } finally {
      timings.add('run', performance.now() - start - (timings.phases.get('spawn') ?? 0));
    }
  }

  /** Ends what the runner started. */
  async close(): Promise<void> {
    await this.stop();
    this.#pipes.close();
  }

  /** Ends all its processes at once, for a runtime that has no time left. */
  kill(): void {
    for (const child of this.#running) {
      endLeftBehind(child);
    }
  }

  // ---- hooks, overridden by subclasses ----

  /** Puts the code in place and makes it runnable: deliver, `epilogue`, `build`, then `verify`. Without code only `verify`. */
  protected async init(message: InitMessage): Promise<void> {
    if (archiveOf(message) || message.code !== undefined) {
      await this.#deliver(message);
      await this.#phase('epilogue', () => this.epilogue(message));
      await this.#phase('build', () => this.build(message));
    }
    if (!(await this.initContext.timings.measure('verify', () => this.verify()))) {
      throw new RunnerError('ERR_RUNNER_NO_BINARY', undefined, { detail: this.#missing() });
    }
  }

  /** May add to the delivered source. Default: nothing. */
  protected async epilogue(_message: InitMessage): Promise<void> {}

  /** Turns the source into the binary. Default: nothing. A throw fails the init with its message. */
  protected async build(_message: InitMessage): Promise<void> {}

  /**
   * Whether an activation can start. Called before each one, so it must be cheap. Default: the binary is an
   * executable file; with a `command` of one's own, the source is a file.
   */
  protected verify(): boolean | Promise<boolean> {
    return this.#startsBinary ? isFile(this.binary) && isExecutable(this.binary) : isFile(this.source);
  }

  /** The environment of one activation: container, then init `env`, then the message's context. A fresh object each time. */
  protected env(message: RunMessage): Environment {
    return mergeEnvironment(
      this.#temporaryFolder,
      containerVariables(this.#environment),
      this.#initEnv,
      message.context,
    );
  }

  /**
   * Runs one activation. Default: a process of the binary (or `command`), parameters on stdin and as `argv[1]`,
   * the last line of stdout is the result.
   * @returns the result: its JSON text, or a plain object or array
   */
  protected async run(args: ActionArguments, env: Environment, activation: Activation): Promise<ActionResult> {
    return await this.execute(this.command, args, env, activation);
  }

  /** Ends child processes that outlive an activation. Called on shutdown and before a re-init. Default: nothing. */
  protected async stop(): Promise<void> {}

  // ---- helpers for subclasses ----

  /** The environment of a process that outlives an activation: container, then init `env`, without any context. */
  protected get lastingEnv(): Environment {
    return mergeEnvironment(this.#temporaryFolder, containerVariables(this.#environment), this.#initEnv);
  }

  /** The command line that runs the action: `command`, else the binary. */
  protected get command(): readonly string[] {
    return this.#command ?? [this.binary];
  }

  /** Starts a process in the action directory, which the subclass must end. It ends with the init or activation only if that is aborted. */
  protected async start(
    command: readonly string[],
    env: Environment,
    { user, signal, graceMs, timings }: HookContext,
  ): Promise<RunningProcess> {
    const spec: ProcessSpec = { command, cwd: this.directory, env, user, input: 'pipe', channel: true };
    const child = await timings.measure('spawn', () => this.#startProcess(spec));
    endOnAbort(child, signal, graceMs);
    return child;
  }

  /** What surrounds the init that is under way. @throws RunnerError `ERR_RUNNER_FAULT` outside an init */
  protected get initContext(): HookContext {
    if (!this.#initialization) {
      throw new RunnerError('ERR_RUNNER_FAULT', 'Only an init has this; none is under way.', { phase: 'init' });
    }
    return this.#initialization;
  }

  /** Runs a command line as the action: a process per activation, as described at `run`. */
  protected async execute(
    command: readonly string[],
    args: ActionArguments,
    env: Environment,
    activation: Activation,
  ): Promise<Buffer> {
    const spec = { command, cwd: this.directory, env };
    return await execute(this.#startProcess, spec, args, activation);
  }

  /**
   * Runs a tool of the build in the action directory, its whole output in the logs. Only during an init.
   * @throws RunnerError `ERR_RUNNER_BUILD` with the first lines of its diagnostics when it fails
   */
  protected async compile(tool: string, args: readonly string[]): Promise<void> {
    const context = this.initContext;
    const env = mergeEnvironment(this.#temporaryFolder, containerVariables(this.#environment), this.#initializingEnv);
    await compile(this.#startProcess, { command: [tool, ...args], cwd: this.directory, env }, context);
  }

  /** Appends to the source, on a line of its own. A source of the image stays as it is: a copy is changed, until the next init. */
  protected async appendToSource(text: string): Promise<void> {
    await this.#delivery.adopt(this.#relative(this.source), this.initContext.user);
    await appendFile(this.source, `\n${text}\n`);
  }

  /** Gives a file or folder that an init has made to the user whom the action and its build run as, if that is another one. */
  protected async giveToUser(path: string): Promise<void> {
    const { user } = this.initContext;
    if (user) {
      await changeOwner(path, user);
    }
  }

  async #initialize(message: InitMessage, context: HookContext): Promise<void> {
    context.signal.throwIfAborted();
    this.#giveDirectory(context);
    await this.stop();
    await this.#delivery.undo();
    this.#initEnv = withoutContext(message.env);
    this.#initializingEnv = message.env;
    this.#initialization = context;
    try {
      await logOmitted(message.omitted, context);
      await failAs('init', () => this.init(message));
    } catch (error) {
      await this.#delivery.undo();
      throw error;
    } finally {
      this.#initialization = undefined;
    }
  }

  /** Waits for an earlier init that was given up, since it may still write to the action directory. */
  async #lastInit(signal: AbortSignal): Promise<void> {
    const limit = new AbortController();
    const late = sleep(LAST_INIT_LIMIT_MS, 'late', { signal: AbortSignal.any([limit.signal, signal]) });
    try {
      if ((await Promise.race([this.#initialized, late.catch(() => 'late')])) === 'late') {
        throw new RunnerError('ERR_RUNNER_FAULT', 'An earlier initialization was given up, but has not ended yet.', {
          phase: 'init',
        });
      }
    } finally {
      limit.abort();
    }
  }

  /** The action may write to its directory, whoever it runs as. */
  #giveDirectory({ user }: HookContext): void {
    if (user && !this.#directoryGiven) {
      makeDirectory(this.directory);
      chownSync(this.directory, user.uid, user.gid);
      this.#directoryGiven = true;
    }
  }

  async #deliver(message: InitMessage): Promise<void> {
    const { limits, user, signal, timings } = this.initContext;
    await timings.measure('deliver', async () => {
      const archive = archiveOf(message) ?? (message.binary ? decodeBase64(message.code ?? '') : undefined);
      if (archive) {
        const { maxArchiveEntries: maxEntries, maxArchiveBytes: maxBytes } = limits;
        const options = { limits: { maxEntries, maxBytes }, owner: user, signal };
        await this.#delivery.archive(archive, this.#relative(this.binary), options);
      } else {
        const mode = this.source === this.binary ? 0o755 : 0o644;
        await this.#delivery.text(this.#relative(this.source), message.code ?? '', mode, user);
      }
      if (this.source !== this.binary) {
        // A binary of the image must not pass for the one that this build failed to make.
        await this.#delivery.claim(this.#relative(this.binary));
      }
    });
  }

  async #phase(name: 'epilogue' | 'build', hook: () => Promise<void>): Promise<void> {
    const { signal, timings } = this.initContext;
    signal.throwIfAborted();
    await timings.measure(name, () => failAs(name, hook));
  }

  #tracked(child: RunningProcess): RunningProcess {
    this.#running.add(child);
    void child.exited.then(() => this.#running.delete(child));
    return child;
  }

  get #startsBinary(): boolean {
    return this.command[0] === this.binary;
  }

  #inside(option: string, path: string): string {
    const absolute = resolve(this.directory, path);
    if (this.directory === sep) {
      throw new RunnerError('ERR_RUNNER_OPTION', 'The option directory must not be the root of the file system.');
    }
    if (!absolute.startsWith(this.directory + sep)) {
      throw new RunnerError(
        'ERR_RUNNER_OPTION',
        `The option ${option} must be a file inside the action directory ${this.directory}, not ${JSON.stringify(path)}.`,
      );
    }
    return absolute;
  }

  #relative(path: string): string {
    return relative(this.directory, path);
  }

  #missing(): string {
    if (!this.#startsBinary) {
      return `${this.source} is missing or not a file.`;
    }
    return isFile(this.binary) ? `${this.binary} is not executable.` : `${this.binary} is missing or not a file.`;
  }
}

async function logOmitted(omitted: readonly string[], { logs }: HookContext): Promise<void> {
  for (const sentence of omitted) {
    await logs.stderr.note(sentence);
  }
}

const VERBS: readonly (keyof ActionRunner)[] = ['initialize', 'ready', 'activate', 'close'];

/** Whether `value` is an {@link ActionRunner}, also one of another copy of this package: by its verbs. */
export function isActionRunner(value: unknown): value is ActionRunner {
  return (
    typeof value === 'object' &&
    value !== null &&
    VERBS.every((verb) => typeof (value as ActionRunner)[verb] === 'function')
  );
}

// Long because it is the public class, with what its workers, forks and fresh processes have in common.
import { existsSync } from 'node:fs';
import { RunnerError } from '../errors.js';
import { encodeResult, isInvalidResult } from '../protocol/encode-result.js';
import { type Environment, mergeEnvironment } from '../protocol/environment.js';
import type { ActionArguments, ActionResult, InitMessage, ResultText } from '../protocol/messages.js';
import { ActionRunner } from '../runner/action-runner.js';
import type { Activation, HookContext } from '../runner/activation.js';
import { FORK_VARIABLE, ForkedProcesses } from './forked-processes.js';
import { createStartError, LoopChild } from './loop-child.js';
import {
  type Acknowledges,
  type ActionLoopRunnerOptions,
  checkIsolation,
  type Isolation,
  readAcknowledges,
  readIsolation,
} from './loop-options.js';

/** How long a program that may not support the acknowledgement is watched, in milliseconds. */
const WATCH_MS = 1_000;

/**
 * Runs an executable that speaks ActionLoop (openwhisk-runtime-go, `docs/ACTION.md`): started at init, then one line of JSON
 * in and out per activation. A process that exits, hangs or writes more than one line is replaced for the next activation.
 * @public
 * @example
 * ```js
 * import { ActionLoopRunner, ActionProxy } from '@actionrunner/core';
 *
 * const code = '#!/bin/bash\nwhile read -r line; do echo "$line" >&3; done';
 * const proxy = new ActionProxy(new ActionLoopRunner({ directory: './action', acknowledges: false }));
 * await proxy.init(Buffer.from(JSON.stringify({ value: { code } })));
 * console.log(String(await proxy.run(Buffer.from('{"value":{}}')))); // {"value":{}}
 * await proxy.stop();
 * ```
 */
export class ActionLoopRunner extends ActionRunner {
  static override readonly optionNames: readonly string[] = ['workers', 'acknowledges', 'isolation'];

  readonly #workers: number;
  readonly #acknowledges: Acknowledges;
  /** Of the delivered program, if that is to be found out. */
  #isKnownToAcknowledge = false;
  #mention: Promise<string | undefined> | undefined;
  readonly #isolation: Isolation;
  /** Whether each activation gets a process. */
  #isFresh = false;
  #forks: ForkedProcesses | undefined;
  /** Settles when the pipes of the first process are there. */
  #pipes: Promise<void> | undefined;
  readonly #idle: LoopChild[] = [];
  readonly #children = new Set<LoopChild>();

  constructor(options: ActionLoopRunnerOptions = {}) {
    super(options);
    this.#workers = options.workers ?? 1;
    if (!Number.isSafeInteger(this.#workers) || this.#workers < 1) {
      throw new RunnerError(
        'ERR_RUNNER_OPTION',
        `The option workers must be a positive integer, not ${options.workers}.`,
      );
    }
    this.#acknowledges = options.acknowledges ?? readAcknowledges(options.environment ?? process.env);
    this.#isolation = checkIsolation(options.isolation) ?? readIsolation(options.environment ?? process.env) ?? 'loop';
  }

  /** The number of workers. */
  override get concurrency(): number {
    return this.#workers;
  }

  /** Delivers the code, then starts the processes and waits until they are ready. */
  protected override async init(message: InitMessage, context: HookContext = this.requireInit('init')): Promise<void> {
    await super.init(message, context);
    this.#isKnownToAcknowledge = false;
    this.#mention = undefined;
    this.#isFresh = this.#isolation === 'process';
    if (this.#isolation === 'fork' || this.#isolation === 'fork=strict') {
      await this.#initForks(context);
    }
    if (!this.#forks && this.#idle.length === 0) {
      await this.#startWorkers(context);
    }
  }

  async #startWorkers(context: HookContext): Promise<void> {
    const starts = await Promise.allSettled(Array.from({ length: this.#workers }, () => this.#startChild(context)));
    const failed = starts.find((start) => start.status === 'rejected');
    const started = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
    // One that was ready first may have exited while another was loading.
    const exited = started.find((child) => child.exitFailure);
    if (failed || exited) {
      await exited?.logRest(context.logs);
      const failure = failed ? failed.reason : exited?.exitFailure;
      await this.stop();
      throw failure;
    }
    this.#idle.push(...started);
  }

  /** @internal */
  protected override get libraryPrototype(): object {
    return ActionLoopRunner.prototype;
  }

  /** @internal */
  override async describeMistakes(): Promise<string[]> {
    const { env, run } = ActionLoopRunner.prototype;
    const isUnread = this.env !== env && this.run === run;
    const sentence = `${this.constructor.name} overrides env(), whose result a loop process does not get: it has the environment of its start; override the getter lastingEnv.`;
    return [...(await super.describeMistakes()), ...(isUnread ? [sentence] : [])];
  }

  /**
   * The pipes only: `init` starts the processes.
   * @internal
   */
  protected override prepareProcesses(): void {
    // Once: an init may come while they are made.
    this.#pipes ??= this.preparePipes();
  }

  /**
   * A loop whose process is none.
   * @internal
   */
  override async createUnderstudy(): Promise<ActionRunner | undefined> {
    if (this.#isolation !== 'loop') {
      return undefined;
    }
    const { createStandIn } = await import('./stand-in.js');
    const understudy = new ActionLoopRunner({ directory: this.directory, acknowledges: false, isolation: 'loop' });
    understudy.#idle.push(new LoopChild(createStandIn(), Number.POSITIVE_INFINITY));
    return understudy;
  }

  /** True without looking for files if a process waits for the next activation. */
  protected override verify(): boolean | Promise<boolean> {
    return this.#forks?.usable || this.#idle.some((child) => child.usable) || super.verify();
  }

  /** Uses the environment of the process; the context of an activation is in its message. */
  protected override env(): Environment {
    return mergeEnvironment();
  }

  protected override async run(
    _args: ActionArguments,
    _env: Environment,
    activation: Activation,
  ): Promise<ActionResult> {
    if (this.#forks) {
      return await this.#checkAnswer(await this.#forks.run(activation), activation.limits.maxResultBytes);
    }
    // A process that is there is not awaited: if requests wait, it gets this message before the answer to the last one is sent.
    const kept = this.#idle.at(-1)?.usable ? this.#idle.pop() : await this.#takeChild(activation);
    const child = kept ?? (await this.#startChild(activation));
    try {
      return await this.#exchange(child, activation);
    } catch (error) {
      if (child !== kept || !child.readNothing || !child.isProven) {
        throw error;
      }
      // It was about to exit when the message came: nothing has been done yet.
      await child.logEnd(activation.logs);
      return await this.#exchange(await this.#startChild(activation), activation);
    }
  }

  async #exchange(child: LoopChild, activation: Activation): Promise<ResultText> {
    try {
      const line = await child.exchange(activation.message.json, activation);
      let result: ResultText;
      try {
        result = encodeResult(line, activation.limits.maxResultBytes);
      } catch (error) {
        // The line was whole: the process may have a state that is worth keeping.
        await child.awaitRest(activation);
        await this.#keep(child, activation);
        throw isInvalidResult(error) ? await this.#addReason(error, line) : error;
      }
      const keeping = this.#keep(child, activation);
      if (keeping) {
        await keeping;
      }
      return result;
    } finally {
      if (!this.#idle.includes(child)) {
        await this.#endChild(child);
      }
    }
  }

  protected override async stop(): Promise<void> {
    this.#idle.length = 0;
    this.#forks?.close();
    this.#forks = undefined;
    await Promise.all([...this.#children].map((child) => this.#endChild(child)));
  }

  /**
   * Takes a process that was kept; undefined if there is none.
   * @throws RunnerError `ERR_RUNNER_START` if one exited before it was ready, though its init had to go on without it
   */
  async #takeChild(activation: Activation): Promise<LoopChild | undefined> {
    for (let child = this.#idle.pop(); child; child = this.#idle.pop()) {
      if (child.usable) {
        return child;
      }
      if (child.startFailure) {
        await this.#failOnce(child, activation);
      }
      await child.logEnd(activation.logs);
      await this.#endChild(child);
    }
    return undefined;
  }

  /** Fails an activation on behalf of all processes that failed to start. */
  async #failOnce(child: LoopChild, activation: Activation): Promise<never> {
    await child.logRest(activation.logs);
    const failure = child.startFailure;
    const failed = [child, ...this.#idle.filter((other) => other.startFailure)];
    this.#idle.splice(0, this.#idle.length, ...this.#idle.filter((other) => !failed.includes(other)));
    await Promise.all(failed.map((other) => this.#endChild(other)));
    throw failure;
  }

  /** Keeps a process for the next activation, if it is not for one only and accepts another message. */
  #keep(child: LoopChild, activation: Activation): void | Promise<void> {
    if (this.#isFresh) {
      return;
    }
    if (!child.usable) {
      return child.logEnd(activation.logs);
    }
    this.#idle.push(child);
  }

  /** Starts the process that forks; an action that cannot be forked gets a process for each activation. */
  async #initForks(context: HookContext): Promise<void> {
    const forks = new ForkedProcesses({
      start: (own) => this.#spawn(own, { __OW_WAIT_FOR_ACK: '1', [FORK_VARIABLE]: '1' }),
      end: (origin) => this.#endChild(origin),
      folders: this.temporaryFolders,
      concurrency: this.#workers,
    });
    const obstacle = findObstacle(context);
    const refused = obstacle === undefined ? await forks.open(context) : { origin: undefined, refusal: obstacle };
    if (!refused) {
      this.#forks = forks;
      return;
    }
    if (refused.origin) {
      this.#idle.push(refused.origin);
    }
    const reason = `The action cannot be forked: ${refused.refusal}.`;
    if (this.#isolation === 'fork=strict') {
      await this.stop();
      throw createStartError(reason);
    }
    this.#isFresh = true;
    await context.logs.stderr.note(`${reason} Each activation gets a process of its own instead.`);
  }

  async #spawn(context: HookContext, variables: Environment): Promise<LoopChild> {
    await this.#pipes;
    const lasting = this.lastingEnv;
    const env = mergeEnvironment(lasting, this.buildInitContext(lasting), variables);
    const isOrigin = FORK_VARIABLE in variables;
    const child = new LoopChild(await this.start(this.command, env, context), context.limits.maxResultBytes, isOrigin);
    this.#children.add(child);
    return child;
  }

  async #startChild(context: HookContext): Promise<LoopChild> {
    // While the pipes are made.
    this.rehearseOnce();
    const child = await this.#spawn(context, this.#acknowledges === false ? {} : { __OW_WAIT_FOR_ACK: '1' });
    try {
      await this.#awaitReady(child, context);
      return child;
    } catch (error) {
      await this.#endChild(child);
      throw error;
    }
  }

  async #awaitReady(child: LoopChild, context: HookContext): Promise<void> {
    if (this.#acknowledges === false) {
      return;
    }
    const isSure = this.#acknowledges === true || this.#isKnownToAcknowledge;
    const hasAcknowledged = await child.awaitAcknowledgement(context, isSure ? undefined : WATCH_MS);
    if (hasAcknowledged) {
      this.#isKnownToAcknowledge = true;
      return;
    }
    // A custom command line runs the source; there may be no binary.
    const program = this.command[0] === this.binary ? this.binary : this.source;
    this.#mention ??= import('./find-mention.js').then(({ findMention }) => findMention(program, this.directory));
    const mention = await this.#mention.catch((error: unknown) => {
      // It may be that no more files can be opened now.
      this.#mention = undefined;
      throw error;
    });
    if (mention !== undefined) {
      await child.awaitAcknowledgement(context);
    }
  }

  async #checkAnswer(line: Buffer, maxBytes: number): Promise<ResultText> {
    try {
      return encodeResult(line, maxBytes);
    } catch (error) {
      throw isInvalidResult(error) ? await this.#addReason(error, line) : error;
    }
  }

  async #addReason({ code, cause }: RunnerError, line: Buffer): Promise<RunnerError> {
    // Where no more files can be opened, what explains it cannot be loaded.
    const explained = await this.explainAnswer(line).catch(() => undefined);
    return new RunnerError(code, undefined, { cause, ...explained });
  }

  /**
   * Says why a line of the process is not a result.
   * @returns the reason; as detail, too, if the logs have it even if nobody asked for reasons
   * @internal
   */
  protected async explainAnswer(line: Buffer): Promise<{ readonly reason: string; readonly detail?: string }> {
    const { explainLine, quoteText } = await import('../protocol/explain-result.js');
    const reason = `The action process wrote ${quoteText(line)} to file descriptor 3 instead of a JSON object or array: it ${explainLine(line)}.`;
    return { reason };
  }

  async #endChild(child: LoopChild): Promise<void> {
    this.#children.delete(child);
    await child.end();
  }
}

/** Why nothing can be forked here. */
function findObstacle({ user }: HookContext): string | undefined {
  if (!existsSync('/proc/self/fd')) {
    return 'that needs Linux with /proc';
  }
  return user && 'its user is not that of the runtime';
}

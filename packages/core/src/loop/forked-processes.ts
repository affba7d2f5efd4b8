import type { Forked } from '../forks/fork-place.js';
import { ForkServer } from '../forks/fork-server.js';
import type { LogStreamName } from '../logs/log-sink.js';
import { runProcess } from '../process/run-process.js';
import type { Cancellation } from '../process/running-process.js';
import type { Activation, HookContext } from '../runner/activation.js';
import { logLeft } from '../runner/run-action.js';
import { LastOutput } from './line-reader.js';
import { createCrashError, createStartError, createTooLargeError, type LoopChild } from './loop-child.js';

/** Asks a program to fork for each activation, once it has loaded the action; set to 1. */
export const FORK_VARIABLE = 'ACTIONRUNNER_FORK';

const LINE_END = '\n'.charCodeAt(0);

/** A fork knows everything from its message. */
const NO_SPEC = { command: [], cwd: '', env: {} };

/** What {@link ForkedProcesses} are made of. */
export interface ForkedProcessesOptions {
  /** Starts the program, with {@link FORK_VARIABLE} in its environment. */
  readonly start: (context: HookContext) => Promise<LoopChild>;
  /** Kills the program. */
  readonly end: (origin: LoopChild) => Promise<void>;
  /** Where files without a name may be made; the first that can be written is used. */
  readonly folders: readonly string[];
  /** How many forks may run at once. */
  readonly concurrency: number;
}

/** Runs each activation in a fork of a process that has loaded the action. That process is started again when it has terminated. */
export class ForkedProcesses {
  readonly #options: ForkedProcessesOptions;
  #origin: LoopChild | undefined;
  #server: ForkServer | undefined;
  #starting: Promise<ForkServer> | undefined;

  constructor(options: ForkedProcessesOptions) {
    this.#options = options;
  }

  /** Whether an activation can start without the program being started first. */
  get usable(): boolean {
    return this.#server?.usable ?? false;
  }

  /**
   * Starts the program and waits until it has loaded the action.
   * @returns why it does not fork, and the process, which is a usual one then; undefined if it does
   * @throws RunnerError `ERR_RUNNER_START`; the reason of the abort signal
   */
  async open(context: HookContext): Promise<{ readonly origin: LoopChild; readonly refusal: string } | undefined> {
    // Others use it when the time of this activation is up.
    const guard = new CancellationGuard(context.cancellation);
    const guarded: HookContext = Object.assign(Object.create(context), { cancellation: guard });
    const origin = await this.#options.start(guarded);
    try {
      const refusal = readRefusal(await origin.awaitFirstLine(guarded));
      if (refusal !== undefined) {
        return { origin, refusal };
      }
    } catch (error) {
      await this.#options.end(origin);
      throw error;
    } finally {
      guard.release();
    }
    const { folders, concurrency } = this.#options;
    this.#origin = origin;
    this.#server = new ForkServer({ origin, folders, concurrency });
    return undefined;
  }

  /**
   * Runs one activation. All its output is logged live.
   * @returns the line of the answer, unchecked
   * @throws RunnerError `ERR_RUNNER_START`, `ERR_RUNNER_CRASHED`, `ERR_RUNNER_RESULT_TOO_LARGE`; the reason of the abort signal
   */
  async run(activation: Activation): Promise<Buffer> {
    const { logs, limits, cancellation, graceMs, leftovers, hold, timings } = activation;
    const last = new LastOutput();
    const log = (stream: LogStreamName) => (bytes: Buffer, isBorrowed: boolean) => {
      last.add(bytes);
      return logs[stream].receive(bytes, isBorrowed);
    };
    let abortedBefore = false;
    let forked: Forked | undefined;
    const start = async () => {
      forked = await this.#fork(activation);
      return forked.child;
    };
    const exit = await runProcess(start, NO_SPEC, {
      ...{ stdout: log('stdout'), stderr: log('stderr'), cancellation, graceMs, hold, timings },
      onExit: () => {
        abortedBefore = cancellation.aborted;
      },
      onLeft: leftovers === 'leave' ? (left) => logLeft(left, activation) : undefined,
    });
    if (abortedBefore) {
      throw cancellation.reason;
    }
    const answer = forked?.answer;
    if (answer?.at(-1) === LINE_END) {
      return answer.subarray(0, -1);
    }
    if (!answer) {
      throw createTooLargeError(limits.maxResultBytes);
    }
    const explanation = last.explain();
    throw createCrashError(exit, explanation);
  }

  /** Kills the forks that run; its owner kills the program. */
  close(): void {
    this.#server?.close();
    this.#server = undefined;
    this.#origin = undefined;
  }

  async #fork(activation: Activation): Promise<Forked> {
    const { message, limits } = activation;
    const server = await this.#take(activation);
    try {
      return await server.start(message.json, limits.maxResultBytes);
    } catch (error) {
      if (server.usable) {
        throw error;
      }
      return await (await this.#take(activation)).start(message.json, limits.maxResultBytes);
    }
  }

  async #take(activation: Activation): Promise<ForkServer> {
    if (this.#server?.usable) {
      return this.#server;
    }
    this.#starting ??= this.#restart(activation).finally(() => {
      this.#starting = undefined;
    });
    return await this.#starting;
  }

  async #restart(activation: Activation): Promise<ForkServer> {
    if (this.#origin) {
      if (this.#origin.usable) {
        await this.#origin.logRest(activation.logs);
        await activation.logs.stderr.note('The process that forks for each activation cannot fork; it is replaced.');
      } else {
        await this.#origin.logEnd(activation.logs);
      }
      await this.#options.end(this.#origin);
    }
    const refused = await this.open(activation);
    if (refused) {
      await this.#options.end(refused.origin);
      throw createStartError(`The action cannot be forked any more: ${refused.refusal}.`);
    }
    return this.#server as ForkServer;
  }
}

/** A cancellation that stops counting: for what begins in an activation and outlives it. */
class CancellationGuard implements Cancellation {
  readonly #cancellation: Cancellation;
  #stops: (() => void)[] = [];

  constructor(cancellation: Cancellation) {
    this.#cancellation = cancellation;
  }

  get aborted(): boolean {
    return this.#cancellation.aborted;
  }

  get reason(): unknown {
    return this.#cancellation.reason;
  }

  onAbort(listener: () => void): () => void {
    const stop = this.#cancellation.onAbort(listener);
    this.#stops.push(stop);
    return stop;
  }

  /** None of its listeners is called any more. */
  release(): void {
    for (const stop of this.#stops.splice(0)) {
      stop();
    }
  }
}

/**
 * Why a program does not fork, by the line that says it is ready: `{"ok":true,"fork":true}`, or `{"ok":true,"fork":false,"reason":"…"}`.
 * @returns undefined if it does
 */
function readRefusal(line: Buffer): string | undefined {
  const { fork, reason } = JSON.parse(line.toString()) as { fork?: unknown; reason?: unknown };
  if (fork === true) {
    return undefined;
  }
  return typeof reason === 'string' && reason !== '' ? reason : 'the program that runs it does not know how';
}

import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { isRunnerError, RunnerError } from '../errors.js';
import { DEFAULT_MAX_QUEUE, type Limits, limitsOf, positive } from '../limits.js';
import { ActivationLogs } from '../logs/activation-logs.js';
import { DescriptorLogSink } from '../logs/descriptor-log-sink.js';
import { JsonLogSink } from '../logs/json-log-sink.js';
import type { LogSink } from '../logs/log-sink.js';
import { WholeLogSink } from '../logs/whole-log-sink.js';
import { MemoryKills } from '../process/oom-kills.js';
import type { ProcessUser } from '../process/running-process.js';
import { encodeResult } from '../protocol/encode-result.js';
import type { Environment } from '../protocol/environment.js';
import {
  type ActionResult,
  type InitMessage,
  type ResultText,
  type RunMessage,
  sameInit,
} from '../protocol/messages.js';
import { parseInit } from '../protocol/parse-init.js';
import { parseRun } from '../protocol/parse-run.js';
import { type ActionRunner, isActionRunner } from '../runner/action-runner.js';
import type { HookContext, Leftovers } from '../runner/activation.js';
import { explained } from './blame-memory.js';
import { Deadline, type DeadlineOptions } from './deadline.js';
import { Gate } from './gate.js';
import { type RequestOptions, RequestReport } from './request-report.js';

/** How long the `stop` hook of a runner may take. */
const STOP_LIMIT_MS = 5_000;

/** Settings of an {@link ActionProxy}. */
export interface ActionProxyOptions extends Partial<Limits>, DeadlineOptions {
  /** Where logs go. Default: the stdout and stderr of this process. */
  readonly logs?: LogSink;
  /** `json`: each log line as one line of JSON with its activation. Default `text`: as the action wrote it. */
  readonly logFormat?: 'text' | 'json';
  /** Whether a ready action may be initialized again, as a development switch. Default false. */
  readonly allowReinit?: boolean;
  /** How many activations run at a time. Default: as many as the runner says. */
  readonly concurrency?: number | undefined;
  /** How many requests may wait for their turn. Default 1,000. */
  readonly maxQueue?: number;
  /** Whom the action and its build run as, if the runtime may start processes of another user. Default: as the runtime. */
  readonly user?: ProcessUser | undefined;
  /** What becomes of processes that an activation leaves behind: `kill` ends them, `leave` logs them. Default `kill`. */
  readonly leftovers?: Leftovers;
}

/** The life of an action. A run is legal from `uninitialized` too, when the image has an executable. */
export type ProxyState = 'uninitialized' | 'initializing' | 'ready' | 'failed' | 'stopping' | 'stopped';

/** An init that has not settled yet, which an identical one joins. */
interface PendingInit {
  readonly message: InitMessage;
  readonly settled: Promise<void>;
}

/** How a failure shows in the logs. */
interface Trace {
  readonly framed: boolean;
  /** The line on stderr, if one is due. */
  readonly line: string | undefined;
}

/** An init or activation that waits for its turn. */
interface Request extends RequestOptions {
  readonly phase: 'init' | 'run';
  /** Epoch milliseconds. */
  readonly arrival: number;
  /** Where the platform's deadline and the id are; undefined when the message is bad. */
  readonly variables: Environment | undefined;
  /** Takes note of a failure. */
  readonly fail: (error: RunnerError) => Trace;
}

/** Decides what a request may do, runs as many activations at a time as the runner takes, and ends each one's logs with the frame. Knows no HTTP. */
export class ActionProxy {
  readonly runner: ActionRunner;
  readonly #options: ActionProxyOptions;
  readonly #logs: LogSink;
  readonly #limits: Limits;
  readonly #concurrency: number;
  readonly #gate: Gate;
  readonly #abort = new AbortController();
  #memory: MemoryKills | undefined;
  #state: ProxyState = 'uninitialized';
  #failure: RunnerError | undefined;
  readonly #pendingInits = new Set<PendingInit>();
  #stopped: Promise<void> | undefined;

  /** @throws RunnerError `ERR_RUNNER_OPTION` for what is no runner, and for a limit or a concurrency that is no positive integer */
  constructor(runner: ActionRunner, options: ActionProxyOptions = {}) {
    if (!isActionRunner(runner)) {
      const hint =
        typeof runner === 'function' ? 'is a class or function; make an instance of it, with new' : 'is none';
      throw new RunnerError('ERR_RUNNER_OPTION', `The runner must be an ActionRunner, but ${hint}.`);
    }
    this.runner = runner;
    // Each request that waits or runs listens to it.
    setMaxListeners(0, this.#abort.signal);
    this.#options = options;
    this.#logs = options.logs ?? new DescriptorLogSink();
    this.#limits = limitsOf(options);
    this.#concurrency = positive('concurrency', options.concurrency ?? runner.concurrency);
    this.#gate = new Gate(
      this.#concurrency,
      options.maxQueue ?? DEFAULT_MAX_QUEUE,
      () => new RunnerError('ERR_RUNNER_QUEUE_FULL'),
    );
  }

  get state(): ProxyState {
    return this.#stopped && this.#state !== 'stopped' ? 'stopping' : this.#state;
  }

  /**
   * Handles the body of `POST /init`, whose bytes may be changed. One that equals an init which has not settled yet joins it: the platform
   * sends an init again when the connection breaks, so an init does not give up when its client has gone. All logs are written when it
   * settles.
   * @throws RunnerError
   */
  async init(body: Uint8Array, options: Omit<RequestOptions, 'signal'> = {}): Promise<void> {
    const { report } = options;
    const { arrival } = report ?? new RequestReport();
    const parsing = parseInit(body);
    const message = await parsing.catch(() => undefined);
    const twin = message && [...this.#pendingInits].find((pending) => sameInit(pending.message, message));
    const request: Request = {
      ...(report && { report }),
      phase: 'init',
      arrival,
      variables: message?.env,
      fail: (error) => this.#failInit(error),
    };
    const settled =
      twin?.settled ?? this.#inTurn(request, (context, deadline) => this.#initialize(parsing, context, deadline));
    const pending = twin || !message ? undefined : { message, settled };
    if (pending) {
      this.#pendingInits.add(pending);
    }
    try {
      await noted(settled, report);
    } finally {
      if (pending) {
        this.#pendingInits.delete(pending);
      }
    }
  }

  /**
   * Handles the body of `POST /run`. All logs are written when it settles.
   * @returns the JSON text of the result
   * @throws RunnerError; the signal's reason when it gave up
   */
  async run(body: Uint8Array, options: RequestOptions = {}): Promise<Buffer> {
    const { arrival } = options.report ?? new RequestReport();
    const parsing = parseRun(body);
    const message = await parsing.catch(() => undefined);
    const request: Request = { ...options, phase: 'run', arrival, variables: message?.context, fail: failRun };
    const work = (context: HookContext, deadline: Deadline) => this.#activate(parsing, context, deadline);
    const result = await noted(this.#inTurn(request, work), options.report);
    if (result.isError && options.report) {
      options.report.code = 'ERR_RUNNER_APPLICATION';
    }
    return result.bytes;
  }

  /** Lets running activations finish, refuses all others with `ERR_RUNNER_STOPPING`, then stops the runner. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  /** Ends running activations, and all processes, at once. */
  abort(): void {
    this.#abort.abort(new RunnerError('ERR_RUNNER_ABORTED'));
    this.runner.kill();
  }

  /** Waits for its turn, works, and ends its logs with the frame where one is due. */
  async #inTurn<T>(request: Request, work: (context: HookContext, deadline: Deadline) => Promise<T>): Promise<T> {
    const { phase, arrival, variables } = request;
    const { timings } = request.report ?? new RequestReport();
    const id = variables?.['__OW_ACTIVATION_ID'];
    const deadline = new Deadline(variables?.['__OW_DEADLINE'], arrival, phase, this.#abort.signal, this.#options);
    try {
      const leave = await timings.measure('queue', () => this.#enter(request, deadline.signal));
      const logs = this.#openLogs(phase, id);
      let framed = phase === 'run';
      try {
        const { user, leftovers = 'kill' } = this.#options;
        const { graceMs, processes } = deadline;
        const limits = this.#limits;
        const context = { id, logs, signal: deadline.signal, graceMs, limits, user, leftovers, processes, timings };
        return await explained(this.#memoryKills(), () => work(context, deadline));
      } catch (thrown) {
        const error = thrown as RunnerError;
        const trace = request.fail(error);
        framed = trace.framed;
        await logs.report(error, trace.line);
        throw error;
      } finally {
        // Also when the logs cannot be written: others wait.
        await timings.measure('flush', () => logs.close(framed)).finally(leave);
      }
    } finally {
      deadline.clear();
    }
  }

  async #enter({ phase, signal }: Request, limit: AbortSignal): Promise<() => void> {
    try {
      return await (phase === 'init' ? this.#gate.enterAlone(limit, signal) : this.#gate.enter(limit, signal));
    } catch (reason) {
      // What never started has no logs, so it must not be answered as an activation that failed.
      const expired = isRunnerError(reason) && reason.code === 'ERR_RUNNER_DEADLINE';
      throw expired ? new RunnerError('ERR_RUNNER_EXPIRED', undefined, { cause: reason }) : reason;
    }
  }

  async #initialize(parsing: Promise<InitMessage>, context: HookContext, deadline: Deadline): Promise<void> {
    if (this.#state === 'ready' && !this.#options.allowReinit) {
      throw new RunnerError('ERR_RUNNER_ALREADY_INITIALIZED');
    }
    const message = await parsing;
    this.#state = 'initializing';
    await deadline.enforce(this.runner.initialize(message, context));
    this.#state = 'ready';
  }

  /** A refused init changes nothing. */
  #failInit(error: RunnerError): Trace {
    // A hook may throw any error, as the STOPPING of an abort.
    const refused =
      this.#state !== 'initializing' && (error.phase === 'request' || error.code === 'ERR_RUNNER_ALREADY_INITIALIZED');
    if (!refused) {
      this.#failure = error;
      this.#state = 'failed';
    }
    const told = !refused || error.phase !== 'request';
    return { framed: !refused, line: told ? (error.detail ?? error.message) : undefined };
  }

  async #activate(parsing: Promise<RunMessage>, context: HookContext, deadline: Deadline): Promise<ResultText> {
    const message = await parsing;
    if (this.#state === 'failed') {
      throw new RunnerError('ERR_RUNNER_NOT_INITIALIZED', undefined, {
        cause: this.#failure,
        detail: `The action cannot run: its initialization failed: ${this.#failure?.message}`,
      });
    }
    const result = await deadline.enforce(this.#runReady(message, context));
    try {
      const text = encodeResult(result, context.limits.maxResultBytes);
      if (text.isError) {
        await context.logs.report(new RunnerError('ERR_RUNNER_APPLICATION'), undefined);
      }
      return text;
    } catch (error) {
      if (isRunnerError(error) && error.code === 'ERR_RUNNER_RESULT_INVALID') {
        await logInvalid(result, context.logs);
      }
      throw error;
    }
  }

  async #runReady(message: RunMessage, context: HookContext): Promise<ActionResult> {
    if (!(await this.runner.ready())) {
      throw new RunnerError('ERR_RUNNER_NOT_READY');
    }
    return await this.runner.activate(message, context);
  }

  /** Opened at the first request: a runtime that starts has nothing to count yet. */
  #memoryKills(): MemoryKills {
    this.#memory ??= new MemoryKills();
    return this.#memory;
  }

  #openLogs(phase: 'init' | 'run', id: string | undefined): ActivationLogs {
    const parallel = phase === 'run' && this.#concurrency > 1;
    const whole = parallel ? new WholeLogSink(this.#logs) : this.#logs;
    const sink = this.#options.logFormat === 'json' ? new JsonLogSink(whole, id) : whole;
    return new ActivationLogs(sink, this.#limits.maxLogBytes);
  }

  async #stop(): Promise<void> {
    this.#gate.close(new RunnerError('ERR_RUNNER_STOPPING'));
    await this.#gate.idle();
    const limit = new AbortController();
    const late = sleep(STOP_LIMIT_MS, 'late', limit).catch(() => undefined);
    try {
      if ((await Promise.race([this.runner.close(), late])) === 'late') {
        throw new RunnerError('ERR_RUNNER_FAULT', `The stop hook of the runner took longer than ${STOP_LIMIT_MS} ms.`);
      }
    } finally {
      limit.abort();
      this.runner.kill();
      this.#memory?.close();
      this.#state = 'stopped';
    }
  }
}

function failRun(error: RunnerError): Trace {
  return { framed: error.code !== 'ERR_RUNNER_BODY_MALFORMED', line: error.detail };
}

/** Notes in the report why a request failed. */
async function noted<T>(settled: Promise<T>, report: RequestReport | undefined): Promise<T> {
  try {
    return await settled;
  } catch (error) {
    if (report && isRunnerError(error)) {
      report.code = error.code;
    }
    throw error;
  }
}

/** The offending last line belongs into the stdout log. */
async function logInvalid(result: unknown, { stdout }: ActivationLogs): Promise<void> {
  const isText = typeof result === 'string' || result instanceof Uint8Array;
  await (isText ? stdout.line(result) : stdout.note(`error: the runner returned ${String(result)}`));
}

// Long because the public class has all transitions of the state in one place, after its options and their comments.
import { RunnerError } from '../errors.js';
import { DEFAULT_MAX_QUEUE, type Limits, requirePositive, resolveLimits } from '../limits.js';
import { ActivationLogs } from '../logs/activation-logs.js';
import { DescriptorLogSink } from '../logs/descriptor-log-sink.js';
import { JsonLogSink } from '../logs/json-log-sink.js';
import type { LogSink } from '../logs/log-sink.js';
import { WholeLogSink } from '../logs/whole-log-sink.js';
import { OomKills } from '../process/oom.js';
import type { ProcessUser } from '../process/running-process.js';
import { encodeResult, isInvalidResult } from '../protocol/encode-result.js';
import {
  type ActionResult,
  type InitMessage,
  originOf,
  type ResultText,
  type RunMessage,
} from '../protocol/messages.js';
import { parseInit } from '../protocol/parse-init.js';
import { parseRun } from '../protocol/parse-run.js';
import type { ActionRunner } from '../runner/action-runner.js';
import type { HookContext, Leftovers } from '../runner/activation.js';
import { isActionRunner } from '../runner/is-action-runner.js';
import { requireSwitch } from '../switches.js';
import { type AttemptSettings, attempt, type Trace } from './attempt.js';
import { type Deadline, type DeadlineOptions, settlesWithin } from './deadline.js';
import { Deadlines } from './deadlines.js';
import { Gate } from './gate.js';
import { JoinedInits } from './joined-inits.js';
import { type RequestOptions, RequestReport } from './request-report.js';

/** Time limit of the `stop` hook of a runner. */
const STOP_LIMIT_MS = 5_000;

/** Logged once for each result that had to be repaired. */
const NOT_UTF8 = 'The result of the action is not UTF-8: what is not was replaced by U+FFFD.';

/** Settings of an {@link ActionProxy}. */
export interface ActionProxyOptions extends Partial<Limits>, DeadlineOptions {
  /** Where logs go. Default: the stdout and stderr of this process. */
  readonly logs?: LogSink;
  /** `json`: each log line as one line of JSON with the id of its activation. Default `text`: as the action wrote it. */
  readonly logFormat?: 'text' | 'json';
  /** Whether logs as text say why a result was refused; records always do. Default false. */
  readonly explain?: boolean;
  /** Whether a ready action may be initialized again, for development. Default false. */
  readonly allowReinit?: boolean;
  /** How many activations run concurrently. Default: the concurrency of the runner. */
  readonly concurrency?: number | undefined;
  /** How many requests may wait for their turn. Default 1,000. */
  readonly maxQueue?: number;
  /** The user of the action and its build; another one needs the right to start processes of other users. Default: the user of the runtime. */
  readonly user?: ProcessUser | undefined;
  /** What to do with processes that an activation leaves behind: `kill` kills them, `leave` logs them. Default `kill`. */
  readonly leftovers?: Leftovers;
}

/** Options of {@link ActionProxy.stop}. */
export interface StopOptions {
  /** Requests are accepted until this settles; those that wait then are refused. Default: until no request runs or waits. */
  readonly until?: Promise<unknown>;
}

/** The state of an action. A run is allowed in `uninitialized`, too, if the image has an executable. */
export type ProxyState = 'uninitialized' | 'initializing' | 'ready' | 'failed' | 'stopping' | 'stopped';

/** A parsed message, or the error, which is thrown when it is the request's turn. */
type Parsed<T> = { readonly message: T } | { readonly message: undefined; readonly error: unknown };

/**
 * Decides what a request may do, runs as many activations concurrently as the runner allows, and ends the logs of each with the frame.
 * Independent of HTTP.
 * @public
 * @example
 * ```js
 * import { ActionProxy, NativeRunner } from '@actionrunner/core';
 *
 * const proxy = new ActionProxy(new NativeRunner({ directory: './action' }));
 * await proxy.init(Buffer.from(JSON.stringify({ value: { code: '#!/bin/sh\necho "$1"' } })));
 * console.log(String(await proxy.run(Buffer.from('{"value":{"name":"James"}}')))); // {"name":"James"}
 * await proxy.stop();
 * ```
 */
export class ActionProxy {
  readonly runner: ActionRunner;
  readonly #allowReinit: boolean;
  readonly #logFormat: ActionProxyOptions['logFormat'];
  readonly #settings: AttemptSettings;
  readonly #failRun: (error: RunnerError) => Trace;
  readonly #inits = new JoinedInits();
  /** Settles when the init that arrived last has been parsed. */
  #parsing: Promise<unknown> | undefined;
  #oomKills: OomKills | undefined;
  #state: ProxyState = 'uninitialized';
  #failure: RunnerError | undefined;
  #aborted: RunnerError | undefined;
  #stopped: Promise<void> | undefined;

  /** @throws RunnerError `ERR_RUNNER_OPTION` for anything but a runner, and for a limit or concurrency that is not a positive integer */
  constructor(runner: ActionRunner, options: ActionProxyOptions = {}) {
    if (!isActionRunner(runner)) {
      const hint = typeof runner === 'function' ? ', not a class or function; create an instance with new' : '';
      throw new RunnerError('ERR_RUNNER_OPTION', `The runner must be an instance of ActionRunner${hint}.`);
    }
    this.runner = runner;
    this.#allowReinit = requireSwitch('allowReinit', options.allowReinit ?? false);
    this.#failRun = requireSwitch('explain', options.explain ?? false) ? failAndExplain : failRun;
    const limits = resolveLimits(options);
    const concurrency = requirePositive('concurrency', options.concurrency ?? runner.concurrency);
    const { timeoutMs, reserveMs, user, leftovers = 'kill', maxQueue = DEFAULT_MAX_QUEUE } = options;
    const { logs: sink = new DescriptorLogSink(), logFormat } = options;
    this.#logFormat = logFormat;
    this.#settings = {
      gate: new Gate(concurrency, maxQueue, () => new RunnerError('ERR_RUNNER_QUEUE_FULL')),
      deadlines: new Deadlines(),
      abortReason: () => this.#aborted,
      timeoutMs,
      reserveMs,
      limits,
      user,
      leftovers,
      openOomKills: () => {
        this.#oomKills ??= new OomKills();
        return this.#oomKills;
      },
      openLogs: (phase, id) => {
        const whole = phase === 'run' && concurrency > 1 ? new WholeLogSink(sink) : sink;
        return new ActivationLogs(logFormat === 'json' ? new JsonLogSink(whole, id) : whole, limits.maxLogBytes);
      },
    };
  }

  get state(): ProxyState {
    return this.#stopped && this.#state !== 'stopped' ? 'stopping' : this.#state;
  }

  /**
   * Handles the body of `POST /init`, whose bytes may be changed. An init that equals one that has not settled joins it: the platform sends
   * an init again if the connection breaks. That is why an init continues after its client has disconnected. All logs are written when
   * it settles.
   * @throws RunnerError
   */
  async init(body: Uint8Array, { report = new RequestReport() }: Omit<RequestOptions, 'signal'> = {}): Promise<void> {
    const parsing = parseInit(body).then(
      (message): Parsed<InitMessage> => ({ message }),
      (error: unknown): Parsed<InitMessage> => ({ message: undefined, error }),
    );
    this.#parsing = parsing;
    const parsed = await parsing;
    if (this.#parsing === parsing) {
      this.#parsing = undefined;
    }
    const request = {
      phase: 'init',
      variables: parsed.message?.env,
      report,
      signal: undefined,
      work: (context: HookContext, deadline: Deadline) => this.#initialize(parsed, context, deadline),
      fail: (error: RunnerError) => this.#failInit(error),
    } as const;
    await this.#inits.join(parsed.message, report, () => attempt(request, this.#settings));
  }

  /**
   * Handles the body of `POST /run`. All logs are written when it settles.
   * @returns the JSON text of the result
   * @throws RunnerError; the reason of the signal if it was aborted while waiting
   */
  async run(body: Uint8Array, { report = new RequestReport(), signal }: RequestOptions = {}): Promise<Buffer> {
    if (this.#parsing) {
      // Requests keep the order of their arrival.
      await this.#parsing;
    }
    let parsed: Parsed<RunMessage>;
    try {
      parsed = { message: parseRun(body) };
    } catch (error) {
      parsed = { message: undefined, error };
    }
    const request = {
      phase: 'run',
      variables: parsed.message?.context,
      report,
      signal,
      work: (context: HookContext, deadline: Deadline) => this.#activate(parsed, context, deadline),
      fail: this.#failRun,
    } as const;
    const result = await attempt(request, this.#settings);
    if (result.isError) {
      report.code = 'ERR_RUNNER_APPLICATION';
    }
    return result.bytes;
  }

  /**
   * Finishes what runs or waits, and what arrives meanwhile; refuses all others with `ERR_RUNNER_STOPPING`; then stops the runner. Of several
   * calls the first counts.
   */
  stop(options: StopOptions = {}): Promise<void> {
    this.#stopped ??= this.#stop(options);
    return this.#stopped;
  }

  /** Aborts running activations and kills all processes, at once. */
  abort(): void {
    this.#aborted ??= new RunnerError('ERR_RUNNER_ABORTED');
    this.#settings.deadlines.abort(this.#aborted);
    this.runner.kill();
  }

  /**
   * Creates a proxy to rehearse an activation with, whose runner does not run the action.
   * @param logs instead of its own
   * @param isQuiet whether no request has come
   * @returns undefined if the runner has no such, or this proxy has been stopped
   * @internal
   */
  async createUnderstudy(logs: LogSink, isQuiet: () => boolean): Promise<ActionProxy | undefined> {
    const runner = await this.runner.createUnderstudy(isQuiet);
    if (!runner || this.#stopped) {
      return undefined;
    }
    const understudy = new ActionProxy(runner, { logs, ...(this.#logFormat && { logFormat: this.#logFormat }) });
    understudy.#oomKills = this.#settings.openOomKills();
    return understudy;
  }

  async #initialize(parsed: Parsed<InitMessage>, context: HookContext, deadline: Deadline): Promise<void> {
    if (this.#state === 'ready' && !this.#allowReinit) {
      throw new RunnerError('ERR_RUNNER_ALREADY_INITIALIZED');
    }
    const message = unwrap(parsed);
    this.#state = 'initializing';
    await deadline.enforce(this.#inits.initialize(() => this.runner.initialize(message, context)));
    this.#state = 'ready';
  }

  /** Records a failed init; one that was refused changes nothing. */
  #failInit(error: RunnerError): Trace {
    // The state decides as well, since a hook may throw any error, such as ERR_RUNNER_STOPPING.
    const refused =
      this.#state !== 'initializing' && (error.phase === 'request' || error.code === 'ERR_RUNNER_ALREADY_INITIALIZED');
    if (!refused) {
      this.#failure = error;
      this.#state = 'failed';
    }
    const isLogged = !refused || error.phase !== 'request';
    return { framed: !refused, line: isLogged ? (error.detail ?? error.message) : undefined };
  }

  async #activate(parsed: Parsed<RunMessage>, context: HookContext, deadline: Deadline): Promise<ResultText> {
    const message = unwrap(parsed);
    if (this.#state === 'failed') {
      throw new RunnerError('ERR_RUNNER_NOT_INITIALIZED', undefined, {
        cause: this.#failure,
        detail: `The action cannot run: its initialization failed: ${this.#failure?.message}`,
      });
    }
    const result = await deadline.enforce(this.#runReady(message, context));
    try {
      const text = encodeResult(result, context.limits.maxResultBytes);
      if (text.isRepaired) {
        await context.logs.stderr.note(NOT_UTF8);
      }
      if (text.isError) {
        await context.logs.report(new RunnerError('ERR_RUNNER_APPLICATION'), undefined);
      }
      return text;
    } catch (error) {
      if (!isInvalidResult(error)) {
        throw error;
      }
      await logInvalidResult(result, context.logs);
      throw await addReason(error, result);
    }
  }

  #runReady(message: RunMessage, context: HookContext): ReturnType<ActionRunner['activate']> {
    const ready = this.runner.ready();
    return ready === true ? this.runner.activate(message, context) : this.#runIfReady(ready, message, context);
  }

  async #runIfReady(
    ready: boolean | Promise<boolean>,
    message: RunMessage,
    context: HookContext,
  ): ReturnType<ActionRunner['activate']> {
    if (!(await ready)) {
      throw new RunnerError('ERR_RUNNER_NOT_READY');
    }
    return await this.runner.activate(message, context);
  }

  async #stop({ until }: StopOptions): Promise<void> {
    const { gate } = this.#settings;
    // After an abort nothing is started any more.
    if (!this.#aborted && (until || !gate.idle)) {
      await (until ?? gate.waitUntilIdle());
    }
    gate.close(new RunnerError('ERR_RUNNER_STOPPING'));
    await gate.waitUntilIdle();
    const closed = this.runner.close();
    try {
      if (!(await settlesWithin(STOP_LIMIT_MS, closed))) {
        throw new RunnerError('ERR_RUNNER_FAULT', `The stop hook of the runner took longer than ${STOP_LIMIT_MS} ms.`);
      }
      await closed;
    } finally {
      this.runner.kill();
      this.#oomKills?.close();
      this.#state = 'stopped';
    }
  }
}

function unwrap<T>(parsed: Parsed<T>): T {
  if (parsed.message === undefined) {
    throw (parsed as { readonly error: unknown }).error;
  }
  return parsed.message;
}

function failRun(error: RunnerError): Trace {
  return { framed: error.code !== 'ERR_RUNNER_BODY_MALFORMED', line: error.detail };
}

function failAndExplain(error: RunnerError): Trace {
  const { framed, line } = failRun(error);
  return { framed, line: line ?? error.reason };
}

async function addReason(error: RunnerError, result: ActionResult): Promise<RunnerError> {
  // Loaded on demand: most runtimes never need it. Where no more files can be opened, there is no reason.
  const explaining = await import('../protocol/explain-result.js').catch(() => undefined);
  const { code, cause, detail } = error;
  const options = { cause, reason: explaining?.explainResult(result, cause) };
  return new RunnerError(code, error.message, detail === undefined ? options : { ...options, detail });
}

/** The last line that is not a result belongs in the stdout log. */
async function logInvalidResult(result: unknown, { stdout }: ActivationLogs): Promise<void> {
  if (originOf(result)?.isLogged) {
    return;
  }
  const isText = typeof result === 'string' || result instanceof Uint8Array;
  await (isText ? stdout.line(result) : stdout.note(`error: the runner returned ${String(result)}`));
}

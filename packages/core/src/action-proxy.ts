import type { ActionRunner } from './action-runner.js';
import { Deadline } from './deadline.js';
import { isRunnerError, messageOf, RunnerError } from './errors.js';
import { Gate } from './gate.js';
import { ActivationLogs } from './logs/activation-logs.js';
import { DescriptorLogSink } from './logs/descriptor-log-sink.js';
import type { LogSink } from './logs/log-sink.js';
import { WholeLogSink } from './logs/whole-log-sink.js';
import { encodeResult } from './protocol/encode-result.js';
import { parseInit } from './protocol/parse-init.js';
import { parseRun } from './protocol/parse-run.js';

/** Settings of an {@link ActionProxy}. */
export interface ActionProxyOptions {
  /** Where logs go. Default: the stdout and stderr of this process. */
  readonly logs?: LogSink;
  /** Whether a ready action may be initialized again, as a development switch. Default false. */
  readonly allowReinit?: boolean;
  /** How many activations run at a time. Default: as many as the runner says. */
  readonly concurrency?: number;
}

/** The life of an action. A run is legal from `uninitialized` too, when the image has an executable. */
export type ProxyState = 'uninitialized' | 'initializing' | 'ready' | 'failed' | 'stopping' | 'stopped';

/** Decides what a request may do, runs as many activations at a time as the runner takes, and ends each one's logs with the frame. Knows no HTTP. */
export class ActionProxy {
  readonly runner: ActionRunner;
  readonly #logs: LogSink;
  readonly #allowReinit: boolean;
  readonly #concurrency: number;
  readonly #gate: Gate;
  readonly #abort = new AbortController();
  #state: ProxyState = 'uninitialized';
  #failure: RunnerError | undefined;
  #stopped: Promise<void> | undefined;

  constructor(runner: ActionRunner, options: ActionProxyOptions = {}) {
    this.runner = runner;
    this.#logs = options.logs ?? new DescriptorLogSink();
    this.#allowReinit = options.allowReinit ?? false;
    this.#concurrency = options.concurrency ?? runner.concurrency;
    this.#gate = new Gate(this.#concurrency);
  }

  get state(): ProxyState {
    return this.#stopped && this.#state !== 'stopped' ? 'stopping' : this.#state;
  }

  /**
   * Handles the body of `POST /init`. All logs are written when it settles.
   * @throws RunnerError
   */
  async init(body: Uint8Array): Promise<void> {
    const arrival = Date.now();
    const leave = await this.#gate.enterAlone();
    const logs = new ActivationLogs(this.#logs);
    let framed = false;
    try {
      await this.#initialize(body, logs, arrival);
    } catch (thrown) {
      const error = asRunnerError(thrown);
      framed = error === this.#failure;
      if (framed || error.phase !== 'request') {
        await logs.stderr.line(error.detail ?? error.message);
      }
      throw error;
    } finally {
      // Also when the logs cannot be written: others wait.
      await logs.close(framed).finally(leave);
    }
  }

  /**
   * Handles the body of `POST /run`. All logs are written when it settles.
   * @param signal gives up while the activation waits for its turn; once started it runs to its end
   * @returns the JSON text of the result
   * @throws RunnerError; the signal's reason when it gave up
   */
  async run(body: Uint8Array, signal?: AbortSignal): Promise<Buffer> {
    const arrival = Date.now();
    const leave = await this.#gate.enter(signal);
    const logs = new ActivationLogs(this.#concurrency > 1 ? new WholeLogSink(this.#logs) : this.#logs);
    let framed = true;
    try {
      return await this.#activate(body, logs, arrival);
    } catch (thrown) {
      const error = asRunnerError(thrown);
      framed = error.code !== 'ERR_RUNNER_BODY_MALFORMED';
      if (error.detail) {
        await logs.stderr.line(error.detail);
      }
      throw error;
    } finally {
      await logs.close(framed).finally(leave);
    }
  }

  /** Lets running activations finish, refuses all others with `ERR_RUNNER_STOPPING`, then stops the runner. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  /** Ends running activations at once. */
  abort(): void {
    this.#abort.abort(new RunnerError('ERR_RUNNER_ABORTED'));
  }

  async #initialize(body: Uint8Array, logs: ActivationLogs, arrival: number): Promise<void> {
    if (this.#state === 'ready' && !this.#allowReinit) {
      throw new RunnerError('ERR_RUNNER_ALREADY_INITIALIZED');
    }
    try {
      const message = await parseInit(body);
      this.#state = 'initializing';
      const deadline = new Deadline(message.env['__OW_DEADLINE'], arrival, 'init', this.#abort.signal);
      const { signal, graceMs } = deadline;
      await this.runner
        .initialize(message, { id: message.env['__OW_ACTIVATION_ID'], logs, signal, graceMs })
        .finally(() => deadline.clear());
      this.#state = 'ready';
    } catch (thrown) {
      const error = asRunnerError(thrown);
      // A hook may throw any error, as the STOPPING of an abort.
      if (error.phase !== 'request' || this.#state === 'initializing') {
        this.#failure = error;
        this.#state = 'failed';
      }
      throw error;
    }
  }

  async #activate(body: Uint8Array, logs: ActivationLogs, arrival: number): Promise<Buffer> {
    const message = await parseRun(body);
    if (this.#state === 'failed') {
      throw new RunnerError('ERR_RUNNER_NOT_INITIALIZED', undefined, {
        cause: this.#failure,
        detail: `The action cannot run: its initialization failed: ${this.#failure?.message}`,
      });
    }
    if (!(await this.runner.ready())) {
      throw new RunnerError('ERR_RUNNER_NOT_READY');
    }
    const deadline = new Deadline(message.context['__OW_DEADLINE'], arrival, 'run', this.#abort.signal);
    const { signal, graceMs } = deadline;
    const id = message.context['__OW_ACTIVATION_ID'];
    const result = await this.runner.activate(message, { id, logs, signal, graceMs }).finally(() => deadline.clear());
    try {
      return encodeResult(result, this.runner.maxResultBytes);
    } catch (error) {
      if (isRunnerError(error) && error.code === 'ERR_RUNNER_RESULT_INVALID') {
        await logInvalid(result, logs);
      }
      throw error;
    }
  }

  async #stop(): Promise<void> {
    this.#gate.close(new RunnerError('ERR_RUNNER_STOPPING'));
    await this.#gate.idle();
    await this.runner.close();
    this.#state = 'stopped';
  }
}

/** The offending last line belongs into the stdout log. */
async function logInvalid(result: unknown, logs: ActivationLogs): Promise<void> {
  const isText = typeof result === 'string' || result instanceof Uint8Array;
  await logs.stdout.line(isText ? result : `error: the runner returned ${String(result)}`);
}

function asRunnerError(thrown: unknown): RunnerError {
  if (isRunnerError(thrown)) {
    return thrown;
  }
  const detail = thrown instanceof Error ? thrown.stack : undefined;
  return new RunnerError('ERR_RUNNER_FAULT', `The runtime failed: ${messageOf(thrown)}`, {
    cause: thrown,
    detail: detail ?? messageOf(thrown),
  });
}

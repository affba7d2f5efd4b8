import { isRunnerError, messageOf, RunnerError } from '../errors.js';
import type { Limits } from '../limits.js';
import type { ActivationLogs } from '../logs/activation-logs.js';
import type { OomKills } from '../process/oom.js';
import type { Cancellation, ProcessUser } from '../process/running-process.js';
import type { Environment } from '../protocol/environment.js';
import type { HookContext, Leftovers } from '../runner/activation.js';
import { now, type Timings } from '../timings.js';
import { Deadline, type DeadlineOptions } from './deadline.js';
import type { Deadlines } from './deadlines.js';
import type { AbortSource, Gate } from './gate.js';
import type { RequestReport } from './request-report.js';

/** Failures that exhausted memory may cause. */
const MEMORY_SYMPTOMS: ReadonlySet<string> = new Set([
  'ERR_RUNNER_CRASHED',
  'ERR_RUNNER_RESULT_INVALID',
  'ERR_RUNNER_BUILD',
  'ERR_RUNNER_START',
]);

/** Settings that all attempts of a proxy share. */
export interface AttemptSettings extends DeadlineOptions {
  readonly gate: Gate;
  readonly limits: Limits;
  readonly user: ProcessUser | undefined;
  readonly leftovers: Leftovers;
  /** Opens the counter on the first attempt, not at the start of the runtime, which has nothing to count. */
  readonly openOomKills: () => OomKills;
  readonly openLogs: (phase: 'init' | 'run', id: string | undefined) => ActivationLogs;
  /** The deadlines of all attempts that wait or run. */
  readonly deadlines: Deadlines;
  /** Returns why all attempts were aborted, if they were. */
  readonly abortReason: () => RunnerError | undefined;
}

/** One init or activation, from its arrival. */
export interface Attempt<T> {
  readonly phase: 'init' | 'run';
  /** Variables with the platform's deadline and the id of the activation; undefined if the message is invalid. */
  readonly variables: Environment | undefined;
  /** Receives the timings, and the code of a failure. */
  readonly report: RequestReport;
  /** Stops waiting for the turn. */
  readonly signal: AbortSource | undefined;
  readonly work: (context: HookContext, deadline: Deadline) => Promise<T>;
  /** Records a failure. */
  readonly fail: (error: RunnerError) => Trace;
}

/** How a failure appears in the logs. */
export interface Trace {
  readonly framed: boolean;
  /** The line for stderr, if there is one. */
  readonly line: string | undefined;
}

/**
 * One getter for all contexts. With its own getter, or its own function in a field, each context would stay in memory, with all that it holds,
 * until the next full garbage collection. They are own properties, so that a copy of the context has them, too.
 */
const SIGNAL: PropertyDescriptor & ThisType<AttemptContext> = {
  enumerable: true,
  configurable: true,
  get() {
    return this.deadline.signal;
  },
};
const HOLD: PropertyDescriptor & ThisType<AttemptContext> = {
  enumerable: true,
  configurable: true,
  get() {
    const { deadline } = this;
    return (promise: Promise<unknown>) => deadline.hold(promise);
  },
};

/** The context of one attempt. Its signal and its `hold` are made when they are asked for. */
class AttemptContext implements HookContext {
  readonly id: string | undefined;
  readonly logs: ActivationLogs;
  declare readonly signal: AbortSignal;
  readonly cancellation: Cancellation;
  /** Of the attempt, even in an object made from this one that is cancelled otherwise. */
  readonly deadline: Deadline;
  readonly graceMs: number;
  readonly limits: Limits;
  readonly user: ProcessUser | undefined;
  readonly leftovers: Leftovers;
  declare readonly hold: (promise: Promise<unknown>) => void;
  readonly timings: Timings;

  constructor(
    id: string | undefined,
    logs: ActivationLogs,
    deadline: Deadline,
    { limits, user, leftovers }: Pick<AttemptSettings, 'limits' | 'user' | 'leftovers'>,
    timings: Timings,
  ) {
    this.id = id;
    this.logs = logs;
    this.cancellation = deadline;
    this.deadline = deadline;
    this.graceMs = deadline.graceMs;
    this.limits = limits;
    this.user = user;
    this.leftovers = leftovers;
    this.timings = timings;
    Object.defineProperty(this, 'signal', SIGNAL);
    Object.defineProperty(this, 'hold', HOLD);
  }
}

/**
 * Waits for the turn of a request, does its work, and ends its logs, with the frame if one is due. The logs are written when it settles.
 * @throws RunnerError; the reason of the signal if it was aborted while waiting
 */
export async function attempt<T>(request: Attempt<T>, settings: AttemptSettings): Promise<T> {
  const { phase, variables, report, signal } = request;
  const { gate, deadlines } = settings;
  const { timings } = report;
  const id = variables?.['__OW_ACTIVATION_ID'];
  const deadline = new Deadline({ phase, arrival: report.arrival, deadline: variables?.['__OW_DEADLINE'] }, settings);
  const abortReason = settings.abortReason();
  if (abortReason) {
    deadline.abort(abortReason);
  }
  const link = deadlines.add(deadline);
  let started = false;
  try {
    const queueStart = now();
    const entrance = phase === 'init' ? gate.enterAlone(deadline, signal) : gate.enter(deadline, signal);
    let leave: () => void;
    try {
      // Here and below, nothing is awaited that is already there: each wait is a measurable part of a loop activation.
      leave = entrance instanceof Promise ? await entrance : entrance;
    } finally {
      timings.add('queue', now() - queueStart);
    }
    started = true;
    const logs = settings.openLogs(phase, id);
    const oomKills = settings.openOomKills();
    const killsBefore = oomKills.recentCount();
    const context = new AttemptContext(id, logs, deadline, settings, timings);
    let framed = phase === 'run';
    try {
      return await request.work(context, deadline);
    } catch (thrown) {
      const error = blameMemory(thrown, () => oomKills.count() > killsBefore);
      const trace = request.fail(error);
      framed = trace.framed;
      await logs.report(error, trace.line);
      throw error;
    } finally {
      const flushStart = now();
      try {
        const closing = logs.close(framed);
        if (closing) {
          await closing;
        }
      } finally {
        // Even if the logs cannot be written: others are waiting.
        leave();
        timings.add('flush', now() - flushStart);
      }
    }
  } catch (thrown) {
    const error = started ? thrown : expireUnstarted(thrown);
    report.fail(error);
    throw error;
  } finally {
    deadlines.remove(link);
  }
}

/** A request that never started has no logs, so it must not be answered like a failed activation. */
function expireUnstarted(thrown: unknown): unknown {
  const expired = isRunnerError(thrown) && thrown.code === 'ERR_RUNNER_DEADLINE';
  return expired ? new RunnerError('ERR_RUNNER_EXPIRED', undefined, { cause: thrown }) : thrown;
}

/**
 * Turns anything thrown into a RunnerError. Exhausted memory is the cause if the kernel has killed a process in the meantime; of
 * concurrent activations it is the cause of each that fails.
 * @param killed whether the kernel has killed a process; called only if it matters
 */
export function blameMemory(thrown: unknown, killed: () => boolean): RunnerError {
  const error = toRunnerError(thrown);
  if (!MEMORY_SYMPTOMS.has(error.code) || !killed()) {
    return error;
  }
  const { message } = new RunnerError('ERR_RUNNER_MEMORY');
  return new RunnerError('ERR_RUNNER_MEMORY', message, { phase: error.phase, cause: error, detail: message });
}

function toRunnerError(thrown: unknown): RunnerError {
  if (isRunnerError(thrown)) {
    return thrown;
  }
  const detail = thrown instanceof Error ? thrown.stack : undefined;
  return new RunnerError('ERR_RUNNER_FAULT', `The runtime failed: ${messageOf(thrown)}`, {
    cause: thrown,
    detail: detail ?? messageOf(thrown),
  });
}

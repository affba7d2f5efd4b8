import { isRunnerError, RunnerError } from '../errors.js';
import type { Limits } from '../limits.js';
import type { ActivationLogs } from '../logs/activation-logs.js';
import type { OomKills } from '../process/oom-kills.js';
import type { ProcessUser } from '../process/running-process.js';
import type { Environment } from '../protocol/environment.js';
import type { HookContext, Leftovers } from '../runner/activation.js';
import { blameMemory } from './blame-memory.js';
import { Deadline, type DeadlineOptions } from './deadline.js';
import type { Gate, GiveUp } from './gate.js';
import type { RequestReport } from './request-report.js';

/** What all attempts of a proxy share. */
export interface AttemptSettings extends DeadlineOptions {
  readonly gate: Gate;
  readonly limits: Limits;
  readonly user: ProcessUser | undefined;
  readonly leftovers: Leftovers;
  /** Opens the counter at the first attempt: a runtime that starts has nothing to count yet. */
  readonly openOomKills: () => OomKills;
  readonly openLogs: (phase: 'init' | 'run', id: string | undefined) => ActivationLogs;
  /** Those that wait or run, for an abort of all. */
  readonly deadlines: Set<Deadline>;
  /** Why all were aborted, if they were. */
  readonly abortReason: () => RunnerError | undefined;
}

/** One init or activation, from its arrival on. */
export interface Attempt<T> {
  readonly phase: 'init' | 'run';
  /** Where the platform's deadline and the id are; undefined when the message is bad. */
  readonly variables: Environment | undefined;
  /** Gets the timings, and the code of a failure. */
  readonly report: RequestReport;
  /** Gives up while the request waits for its turn. */
  readonly signal: GiveUp | undefined;
  readonly work: (context: HookContext, deadline: Deadline) => Promise<T>;
  /** Takes note of a failure. */
  readonly fail: (error: RunnerError) => Trace;
}

/** How a failure shows in the logs. */
export interface Trace {
  readonly framed: boolean;
  /** The line on stderr, if one is due. */
  readonly line: string | undefined;
}

/**
 * Waits for its turn, works, and ends its logs with the frame where one is due; its logs are written when it settles.
 * @throws RunnerError; the signal's reason when it gave up
 */
export async function attempt<T>(request: Attempt<T>, settings: AttemptSettings): Promise<T> {
  const { phase, variables, report, signal } = request;
  const { gate, limits, user, leftovers, deadlines } = settings;
  const { timings } = report;
  const id = variables?.['__OW_ACTIVATION_ID'];
  const deadline = new Deadline({ phase, arrival: report.arrival, deadline: variables?.['__OW_DEADLINE'] }, settings);
  const abortReason = settings.abortReason();
  if (abortReason) {
    deadline.abort(abortReason);
  }
  deadlines.add(deadline);
  let started = false;
  try {
    const leave = await timings.measure('queue', () =>
      phase === 'init' ? gate.enterAlone(deadline, signal) : gate.enter(deadline, signal),
    );
    started = true;
    const logs = settings.openLogs(phase, id);
    const oomKills = settings.openOomKills();
    const killsBefore = oomKills.count();
    const context: HookContext = {
      id,
      logs,
      get signal() {
        return deadline.signal;
      },
      cancellation: deadline,
      graceMs: deadline.graceMs,
      limits,
      user,
      leftovers,
      hold: (promise) => deadline.hold(promise),
      timings,
    };
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
      const flushStart = performance.now();
      try {
        await logs.close(framed);
      } finally {
        // Even when the logs cannot be written: others wait.
        leave();
        timings.add('flush', performance.now() - flushStart);
      }
    }
  } catch (thrown) {
    const error = started ? thrown : expireUnstarted(thrown);
    report.fail(error);
    throw error;
  } finally {
    deadlines.delete(deadline);
    deadline.clear();
  }
}

/** What never started has no logs, so it must not be answered as an activation that failed. */
function expireUnstarted(thrown: unknown): unknown {
  const expired = isRunnerError(thrown) && thrown.code === 'ERR_RUNNER_DEADLINE';
  return expired ? new RunnerError('ERR_RUNNER_EXPIRED', undefined, { cause: thrown }) : thrown;
}

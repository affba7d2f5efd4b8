import { isRunnerError, messageOf, RunnerError, type RunnerPhase } from '../errors.js';

/**
 * Calls a hook of the init. One that returns false has failed, too: hooks ported from dockerskeleton do so.
 * @throws RunnerError of the phase: what the hook throws, or `ERR_RUNNER_BUILD` with its message
 */
export async function callHook(phase: RunnerPhase, hook: () => unknown): Promise<void> {
  try {
    if ((await hook()) === false) {
      throw new Error(`The hook ${phase} returned false.`);
    }
  } catch (error) {
    throw isRunnerError(error) ? error : new RunnerError('ERR_RUNNER_BUILD', messageOf(error), { phase, cause: error });
  }
}

/** Calls the hooks of the inits of a runner, and knows what they have started and not waited for. */
export class HookCalls {
  /** Work of helpers, with the call as its author wrote it. */
  readonly #running = new Map<Promise<void>, string>();

  /**
   * Calls a hook of the init.
   * @throws RunnerError of the phase: what the hook throws, or `ERR_RUNNER_BUILD` if it did not wait for a helper
   */
  async call(phase: RunnerPhase, hook: () => unknown): Promise<void> {
    const before = new Set(this.#running.keys());
    await callHook(phase, hook);
    const [unfinished] = [...this.#running].filter(([work]) => !before.has(work));
    if (unfinished) {
      const [work, helper] = unfinished;
      await Promise.allSettled([work]);
      const { createUnfinishedError } = await import('./hook-mistakes.js');
      throw createUnfinishedError(phase, helper);
    }
  }

  /** Tracks the work of a helper. If the author does not wait for it, its failure does not stop the runtime: {@link call} reports it. */
  track(helper: string, work: Promise<void>): Promise<void> {
    this.#running.set(work, helper);
    const forget = () => this.#running.delete(work);
    work.then(forget, forget);
    return work;
  }
}

import { randomUUID } from 'node:crypto';
import { messageOf } from '@actionrunner/core/internal';
import type { SessionEvent, Settings } from '@actionrunner/workbench';
import { Recording } from '../activations/recording.js';
import { formatJson } from '../invoke/format-json.js';
import { describeDifference } from './describe-result.js';
import type { DevOptions, DevOutput } from './dev-options.js';
import { type Attempt, type DevActivation, runAttempt } from './run-attempt.js';
import { applySettings, fitSettings, settingsOf } from './session-settings.js';
import { WarmRuntime } from './warm-runtime.js';

const ignore = () => undefined;

/** Runs an action again and again while it is edited. What fails is shown, and the next change is tried. */
export class DevSession {
  #options: DevOptions;
  readonly #output: DevOutput;
  readonly #runtime: WarmRuntime;
  #parameters: string;
  /** What runs is abandoned when something newer is wanted. */
  #generation = 0;
  #work: Promise<void> = Promise.resolve();
  #current: Attempt | undefined;
  #lastResult: string | undefined;
  #settings: Settings;

  constructor(options: DevOptions, parameters: string, output: DevOutput) {
    this.#options = options;
    this.#parameters = parameters;
    this.#output = output;
    this.#settings = settingsOf(options);
    this.#runtime = new WarmRuntime({
      write: (stream, bytes) => {
        const { id, recording } = this.#current ?? {};
        recording?.collect(stream, bytes);
        if (id !== undefined) {
          this.#observe({ type: 'log', id, stream, bytes });
        }
        return output.logs.write(stream, bytes);
      },
      report: (reported) => output.logs.report?.(reported),
      frame: () => output.logs.frame(),
    });
  }

  /** The parameters of the next activation, a JSON text. */
  get parameters(): string {
    return this.#parameters;
  }

  /** What the next activation gets besides. */
  get settings(): Settings {
    return this.#settings;
  }

  /** Sets the parameters of the next activation. @param parameters a JSON text */
  setParameters(parameters: string): void {
    this.#parameters = parameters;
    this.#observe({ type: 'configure' });
  }

  /** Changes what the next activation gets. */
  configure(settings: Settings): void {
    this.#settings = fitSettings(settings, this.#options);
    this.#runtime.outdate();
    this.#observe({ type: 'configure' });
  }

  /** Reads the action again and runs it. What runs is killed. @param options others from now on @param parameters the same */
  reload(options: DevOptions = this.#options, parameters: string = this.#parameters): Promise<void> {
    return this.#replace(async () => {
      await this.#runtime.drop();
      options.build?.outdate();
      if (options !== this.#options) {
        this.#options = options;
        this.configure(settingsOf(options));
      }
      if (parameters !== this.#parameters) {
        this.setParameters(parameters);
      }
    }, !options.onRequest);
  }

  /**
   * Runs the action for a request, after those before.
   * @param parameters a JSON text
   * @throws Error that says why there is no result, which is shown as well
   */
  respond(parameters: string): Promise<DevActivation> {
    const activation = this.#work.then(async () => {
      await this.#runtime.released;
      const done = await this.#attempt(this.#generation, parameters);
      if (!done) {
        throw new Error('The action was killed, because a newer version was saved.');
      }
      return done;
    });
    this.#work = activation.then(ignore, ignore);
    return activation;
  }

  /** Runs the action again. What runs is killed. */
  again(): Promise<void> {
    return this.#replace(async () => undefined);
  }

  /** Runs the action with other parameters. @param parameters a JSON text */
  runWith(parameters: string): Promise<void> {
    return this.#replace(async () => this.setParameters(parameters));
  }

  /** Switches the time limit off or on, and runs the action. */
  toggleDeadline(): Promise<void> {
    return this.#replace(async () => {
      const { timeoutMs, hasDeadline } = this.#settings;
      this.configure({ ...this.#settings, hasDeadline: !hasDeadline });
      this.#output.note(hasDeadline ? 'time limit: off' : `time limit: ${timeoutMs} ms`);
    });
  }

  /** Kills what runs. */
  stop(): Promise<void> {
    this.#abandon();
    this.#work = this.#work.then(() => this.#runtime.released);
    return this.#work;
  }

  /** Stops the runtime. */
  async close(): Promise<void> {
    this.#abandon();
    await this.#runtime.released;
    await this.#work;
    await this.#runtime.drop();
  }

  #replace(prepare: () => Promise<void>, runs = true): Promise<void> {
    const generation = this.#abandon();
    this.#work = this.#work.then(async () => {
      // Of several changes meanwhile, the last one counts.
      await this.#runtime.released;
      await prepare();
      if (generation === this.#generation) {
        // What fails is shown.
        await this.#attempt(generation, runs ? this.#parameters : undefined).catch(ignore);
      }
    });
    return this.#work;
  }

  /** Kills what runs, as something newer is wanted. @returns its generation */
  #abandon(): number {
    const generation = ++this.#generation;
    if (this.#current) {
      this.#runtime.abandon();
      this.#options.build?.abort();
    }
    return generation;
  }

  /** @param parameters undefined to initialize it only @returns undefined without a result @throws what has failed, unless it was abandoned */
  async #attempt(generation: number, parameters: string | undefined): Promise<DevActivation | undefined> {
    const id = randomUUID();
    const isCurrent = () => generation === this.#generation;
    const attempt: Attempt = { id, recording: new Recording(), parameters, isCurrent };
    this.#current = attempt;
    const isWarm = this.#runtime.isReady && !this.#options.cold;
    this.#observe({ type: 'start', id, parameters: parameters ?? this.#parameters, isWarm });
    try {
      const done = await this.#activate(attempt);
      if (done) {
        const outcome = done.isError ? 'application error' : 'success';
        this.#observe({ type: 'end', id, outcome, result: formatJson(done.result) });
      } else if (isCurrent()) {
        const message = 'It is initialized, and runs for each request.';
        this.#observe({ type: 'end', id, outcome: 'success', message });
      } else {
        this.#observe({ type: 'end', id, outcome: 'stopped' });
      }
      return done;
    } catch (error) {
      if (!isCurrent()) {
        this.#observe({ type: 'end', id, outcome: 'stopped' });
        return undefined;
      }
      this.#observe({ type: 'end', id, outcome: 'failed', message: messageOf(error) });
      this.#output.note(messageOf(error));
      await this.#runtime.drop();
      throw error;
    } finally {
      this.#current = undefined;
    }
  }

  async #activate(attempt: Attempt): Promise<DevActivation | undefined> {
    const options = this.#options;
    const settings = this.#settings;
    const loaded = await this.#runtime.get(applySettings(options, settings));
    if (!attempt.isCurrent()) {
      return undefined;
    }
    const show = (result: string) => this.#show(formatJson(result));
    return await runAttempt(attempt, loaded, { options, settings, output: this.#output, show });
  }

  async #show(result: string): Promise<void> {
    await this.#output.result(result);
    const difference = describeDifference(this.#lastResult, result);
    this.#lastResult = result;
    if (difference !== undefined) {
      this.#output.note(difference);
    }
  }

  #observe(event: SessionEvent): void {
    this.#output.observe?.(event);
  }
}

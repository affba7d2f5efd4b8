import type { LogSink } from '@actionrunner/core';
import { createContext, isApplicationError, messageOf } from '@actionrunner/core/internal';
import type { ActionFlags } from '../action/action-options.js';
import { type Action, readAction } from '../action/read-action.js';
import { keepRecord } from '../activations/keep-record.js';
import { Recording } from '../activations/recording.js';
import { initialize, run } from '../invoke/activate.js';
import { describeFailure } from '../invoke/describe-failure.js';
import { formatJson } from '../invoke/format-json.js';
import { choosePlace, type Place, type PlaceOptions, type Runtime } from '../invoke/place.js';
import type { Answer } from '../invoke/post.js';
import type { UserLogs } from '../invoke/terminal-log-sink.js';
import { describeDifference, describePhases, formatMs } from './describe-result.js';
import { type HeldRuntime, holdRuntime } from './held-runtime.js';

/** The limit of an activation whose deadline is off: a day. */
const NO_DEADLINE_MS = 86_400_000;

const ignore = () => undefined;

/** Where a session shows what happens. */
export interface DevOutput {
  /** Receives the logs of the action as they come. */
  readonly logs: UserLogs;
  /** Prints a line about what happens. */
  note(line: string): void;
  /** Prints a result, formatted. */
  result(text: string): Promise<void>;
}

/** What a session runs. */
export interface DevOptions extends Omit<PlaceOptions, 'url' | 'main'> {
  /** The action, as the user wrote it. */
  readonly path: string;
  readonly init: ActionFlags;
  /** Whether each activation gets a new runtime. */
  readonly cold: boolean;
  /** Whether activations are recorded. */
  readonly record: boolean;
  /** Whether only requests run it, so that a change merely initializes it. */
  readonly onRequest: boolean;
}

/** A successful activation. */
export interface DevActivation {
  readonly id: string;
  /** A JSON text. */
  readonly result: string;
}

/** An action whose runtime is ready. */
interface Loaded {
  readonly action: Action;
  readonly place: Place;
  readonly runtime: HeldRuntime;
}

/** Runs an action again and again while it is edited. What fails is shown, and the next change is tried. */
export class DevSession {
  #options: DevOptions;
  readonly #output: DevOutput;
  #parameters: string;
  #loaded: Loaded | undefined;
  /** What runs is abandoned when something newer is wanted. */
  #generation = 0;
  #work: Promise<void> = Promise.resolve();
  #released: Promise<void> | undefined;
  #recording: Recording | undefined;
  #lastResult: string | undefined;
  #hasDeadline = true;

  constructor(options: DevOptions, parameters: string, output: DevOutput) {
    this.#options = options;
    this.#parameters = parameters;
    this.#output = output;
  }

  /** The parameters of the next activation, a JSON text. */
  get parameters(): string {
    return this.#parameters;
  }

  /** Reads the action again and runs it. What runs is killed. @param options others from now on @param parameters the same */
  reload(options: DevOptions = this.#options, parameters: string = this.#parameters): Promise<void> {
    return this.#replace(async () => {
      await this.#drop();
      this.#options = options;
      this.#parameters = parameters;
    }, !options.onRequest);
  }

  /**
   * Runs the action for a request, after those before.
   * @param parameters a JSON text
   * @throws Error that says why there is no result, which is shown as well
   */
  respond(parameters: string): Promise<DevActivation> {
    const activation = this.#work.then(async () => {
      await this.#released;
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
    return this.#replace(async () => {
      this.#parameters = parameters;
    });
  }

  /** Switches the time limit off or on, and runs the action. */
  toggleDeadline(): Promise<void> {
    return this.#replace(async () => {
      await this.#drop();
      this.#hasDeadline = !this.#hasDeadline;
      this.#output.note(this.#hasDeadline ? `time limit: ${this.#options.timeoutMs} ms` : 'time limit: off');
    });
  }

  /** Stops the runtime. */
  async close(): Promise<void> {
    this.#generation++;
    this.#abandon();
    await this.#released;
    await this.#work;
    await this.#drop();
  }

  #replace(prepare: () => Promise<void>, runs = true): Promise<void> {
    const generation = ++this.#generation;
    this.#abandon();
    this.#work = this.#work.then(async () => {
      // Of several changes meanwhile, the last one counts.
      await this.#released;
      await prepare();
      if (generation === this.#generation) {
        // What fails is shown.
        await this.#attempt(generation, runs ? this.#parameters : undefined).catch(ignore);
      }
    });
    return this.#work;
  }

  /** A runtime whose activation was killed is not used again. */
  #abandon(): void {
    if (this.#recording) {
      const abandoned = this.#loaded;
      this.#loaded = undefined;
      // What it reports is about an activation that nobody waits for any more.
      this.#released = abandoned?.runtime.release().catch(() => undefined);
    }
  }

  /** @param parameters undefined to initialize it only @returns undefined without a result @throws what has failed, unless it was abandoned */
  async #attempt(generation: number, parameters: string | undefined): Promise<DevActivation | undefined> {
    const recording = new Recording();
    this.#recording = recording;
    try {
      return await this.#activate(recording, generation, parameters);
    } catch (error) {
      if (generation !== this.#generation) {
        return undefined;
      }
      this.#output.note(messageOf(error));
      await this.#drop();
      throw error;
    } finally {
      this.#recording = undefined;
    }
  }

  async #activate(
    recording: Recording,
    generation: number,
    parameters: string | undefined,
  ): Promise<DevActivation | undefined> {
    const { path, init, cold, record, onRequest } = this.#options;
    if (cold) {
      await this.#drop();
    }
    const isNew = !this.#loaded;
    this.#loaded ??= await this.#load();
    if (generation !== this.#generation) {
      return undefined;
    }
    const { action, place, runtime } = this.#loaded;
    const message = { context: createContext(action.name), timeoutMs: this.#timeoutMs };
    let phases = '';
    const watched = recording.watchRequests(runtime.send);
    const send: Runtime['send'] = async (route, body) => {
      const answer = await watched(route, body);
      phases += `${phases && ', '}${route} ${formatMs(recording.lastMs)}${describePhases(answer.headers['server-timing'])}`;
      return answer;
    };
    const describe = (answer: Answer) => describeFailure(answer, this.#output.logs, runtime.show ?? ((text) => text));
    const shown = { name: runtime.name, send, describe };
    this.#output.note(`— ${path}${isNew ? '' : ', warm'} —`);
    let failure: unknown;
    try {
      if (isNew) {
        await initialize(shown, action, init, message);
      }
      if (parameters === undefined) {
        this.#output.note(`ready: ${phases}`);
        return undefined;
      }
      const { body, value } = await run(shown, parameters, message);
      if (!onRequest) {
        await this.#show(formatJson(body));
      }
      this.#output.note(`${isApplicationError(value) ? 'application error' : 'ok'}: ${phases}`);
      return { id: message.context['activation_id'] as string, result: body };
    } catch (error) {
      failure = error;
      throw error;
    } finally {
      const isCurrent = generation === this.#generation;
      await keepRecord(
        recording,
        { ...place, ...message, name: action.name, failure },
        isCurrent && record && parameters !== undefined ? undefined : false,
      );
    }
  }

  async #show(result: string): Promise<void> {
    await this.#output.result(result);
    const difference = describeDifference(this.#lastResult, result);
    this.#lastResult = result;
    if (difference !== undefined) {
      this.#output.note(difference);
    }
  }

  get #timeoutMs(): number {
    return this.#hasDeadline ? this.#options.timeoutMs : NO_DEADLINE_MS;
  }

  async #load(): Promise<Loaded> {
    const { path, runner } = this.#options;
    const action = await readAction(path, runner);
    const place = await choosePlace(action, path, {
      ...this.#options,
      main: this.#options.init.main,
      url: undefined,
      timeoutMs: this.#timeoutMs,
    });
    const logs: LogSink = {
      write: (stream, bytes) => {
        this.#recording?.collect(stream, bytes);
        return this.#output.logs.write(stream, bytes);
      },
      report: (reported) => this.#output.logs.report?.(reported),
      frame: () => this.#output.logs.frame(),
    };
    return { action, place, runtime: await holdRuntime(place, logs) };
  }

  async #drop(): Promise<void> {
    const loaded = this.#loaded;
    this.#loaded = undefined;
    await loaded?.runtime.release();
  }
}

import { randomUUID } from 'node:crypto';
import type { LogSink } from '@actionrunner/core';
import { createContext, isApplicationError, messageOf } from '@actionrunner/core/internal';
import type { SessionEvent, Settings } from '@actionrunner/workbench';
import type { ActionFlags } from '../action/action-options.js';
import { type Action, readAction } from '../action/read-action.js';
import { keepRecord } from '../activations/keep-record.js';
import { Recording } from '../activations/recording.js';
import { initialize, run } from '../invoke/activate.js';
import { describeFailure } from '../invoke/describe-failure.js';
import { formatJson } from '../invoke/format-json.js';
import { choosePlace, LOGS_LIMIT_MB, type Place, type PlaceOptions, type Runtime } from '../invoke/place.js';
import type { Answer } from '../invoke/post.js';
import type { UserLogs } from '../invoke/terminal-log-sink.js';
import { describeDifference, describePhases, formatMs, parsePhases } from './describe-result.js';
import { type HeldRuntime, holdRuntime } from './held-runtime.js';

/** The limit of an activation whose deadline is off: a day. */
const NO_DEADLINE_MS = 86_400_000;

const BYTES_PER_MB = 1024 * 1024;

const ignore = () => undefined;

/** Where a session shows what happens. */
export interface DevOutput {
  /** Receives the logs of the action as they come. */
  readonly logs: UserLogs;
  /** Prints a line about what happens. */
  note(line: string): void;
  /** Prints a result, formatted. */
  result(text: string): Promise<void>;
  /** Receives the same for programs. */
  observe?(event: SessionEvent): void;
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
  /** Whether the result is an error of the action. */
  readonly isError: boolean;
}

/** An activation that runs. */
interface Attempt {
  readonly id: string;
  readonly recording: Recording;
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
  #current: Attempt | undefined;
  #lastResult: string | undefined;
  #settings: Settings;
  /** Whether the runtime that is ready has other settings. */
  #isStale = false;

  constructor(options: DevOptions, parameters: string, output: DevOutput) {
    this.#options = options;
    this.#parameters = parameters;
    this.#output = output;
    this.#settings = settingsOf(options);
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
    this.#output.observe?.({ type: 'configure' });
  }

  /** Changes what the next activation gets. Memory is limited in a container only, and logs anywhere else. */
  configure(settings: Settings): void {
    const { memoryMb, logsMb } = settingsOf(this.#options);
    this.#settings = {
      ...settings,
      memoryMb: memoryMb && (settings.memoryMb ?? memoryMb),
      logsMb: logsMb && (settings.logsMb ?? logsMb),
    };
    this.#isStale = true;
    this.#output.observe?.({ type: 'configure' });
  }

  /** Reads the action again and runs it. What runs is killed. @param options others from now on @param parameters the same */
  reload(options: DevOptions = this.#options, parameters: string = this.#parameters): Promise<void> {
    return this.#replace(async () => {
      await this.#drop();
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
    this.#generation++;
    this.#abandon();
    this.#work = this.#work.then(() => this.#released);
    return this.#work;
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
    if (this.#current && this.#loaded) {
      const { runtime } = this.#loaded;
      this.#loaded = undefined;
      // What it reports is about an activation that nobody waits for any more. One abandoned before may still be closing.
      this.#released = Promise.all([this.#released, runtime.release().catch(ignore)]).then(ignore);
    }
  }

  /** @param parameters undefined to initialize it only @returns undefined without a result @throws what has failed, unless it was abandoned */
  async #attempt(generation: number, parameters: string | undefined): Promise<DevActivation | undefined> {
    const attempt: Attempt = { id: randomUUID(), recording: new Recording() };
    const { id } = attempt;
    this.#current = attempt;
    const isWarm = this.#loaded !== undefined && !this.#isStale && !this.#options.cold;
    const observe = (event: SessionEvent) => this.#output.observe?.(event);
    observe({ type: 'start', id, parameters: parameters ?? this.#parameters, isWarm });
    try {
      const done = await this.#activate(attempt, generation, parameters);
      if (done) {
        const outcome = done.isError ? 'application error' : 'success';
        observe({ type: 'end', id, outcome, result: formatJson(done.result) });
      } else if (generation === this.#generation) {
        observe({ type: 'end', id, outcome: 'success', message: 'It is initialized, and runs for each request.' });
      } else {
        observe({ type: 'end', id, outcome: 'stopped' });
      }
      return done;
    } catch (error) {
      if (generation !== this.#generation) {
        observe({ type: 'end', id, outcome: 'stopped' });
        return undefined;
      }
      observe({ type: 'end', id, outcome: 'failed', message: messageOf(error) });
      this.#output.note(messageOf(error));
      await this.#drop();
      throw error;
    } finally {
      this.#current = undefined;
    }
  }

  async #activate(
    { id, recording }: Attempt,
    generation: number,
    parameters: string | undefined,
  ): Promise<DevActivation | undefined> {
    const { path, cold, record, onRequest } = this.#options;
    const { env } = this.#settings;
    const init = { ...this.#options.init, env: Object.keys(env).length > 0 ? env : undefined };
    if (cold || this.#isStale) {
      this.#isStale = false;
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
    const watched = recording.watchRequests(runtime);
    const send: Runtime['send'] = async (route, body) => {
      const answer = await watched(route, body);
      const parts = parsePhases(answer.headers['server-timing']);
      phases += `${phases && ', '}${route} ${formatMs(recording.lastMs)}${describePhases(parts)}`;
      this.#output.observe?.({ type: 'request', id, route, ms: recording.lastMs, phases: parts });
      return answer;
    };
    const { logs } = this.#output;
    const print = (line: string) => void logs.write('stderr', Buffer.from(`${line}\n`));
    const describe = (answer: Answer) => describeFailure(answer, logs, runtime.show ?? ((text) => text), print);
    const shown = { name: runtime.name, send, describe };
    this.#output.note(`— ${path}${isNew ? '' : ', warm'} —`);
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
      const isError = isApplicationError(value);
      this.#output.note(`${isError ? 'application error' : 'ok'}: ${phases}`);
      return { id: message.context['activation_id'] as string, result: body, isError };
    } finally {
      const isCurrent = generation === this.#generation;
      await keepRecord(
        recording,
        { ...place, ...message, name: action.name },
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
    const { timeoutMs, hasDeadline } = this.#settings;
    return hasDeadline ? timeoutMs : NO_DEADLINE_MS;
  }

  async #load(): Promise<Loaded> {
    const { path, runner, image } = this.#options;
    const { memoryMb, logsMb } = this.#settings;
    const action = await readAction(path, runner);
    const place = await choosePlace(action, path, {
      ...this.#options,
      image: image && memoryMb !== null ? { ...image, memoryBytes: memoryMb * BYTES_PER_MB } : image,
      main: this.#options.init.main,
      url: undefined,
      timeoutMs: this.#timeoutMs,
      logsMb: logsMb ?? undefined,
    });
    const logs: LogSink = {
      write: (stream, bytes) => {
        const { id, recording } = this.#current ?? {};
        recording?.collect(stream, bytes);
        if (id !== undefined) {
          this.#output.observe?.({ type: 'log', id, stream, bytes });
        }
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

function settingsOf({ timeoutMs, image, logsMb = LOGS_LIMIT_MB, init }: DevOptions): Settings {
  const memoryMb = image ? image.memoryBytes / BYTES_PER_MB : null;
  return { timeoutMs, hasDeadline: true, memoryMb, logsMb: image ? null : logsMb, env: init.env ?? {} };
}

import type { LogSink, LogStreamName } from '@actionrunner/core';
import { findMember, isApplicationError, isObjectOrArray, messageOf } from '@actionrunner/core/internal';
import type { Unanswered } from '@actionrunner/images';
import { parseJson } from '../invoke/parse-json.js';
import type { Runtime, Send } from '../invoke/place.js';
import type { Answer } from '../invoke/post.js';
import { type ActivationFacts, type ActivationStatus, encodeRecord, STATUS_CODES } from './activation-record.js';
import { LineCollector } from './line-collector.js';

/** What is known of an activation before it starts. */
export interface Recorded {
  /** What `createContext` returned. */
  readonly context: Readonly<Record<string, string>>;
  readonly name: string;
  /** The runner, or `blackbox` for an image. */
  readonly kind: string;
  readonly timeoutMs: number;
  /** Undefined: unlimited, or unknown. */
  readonly memoryMb: number | undefined;
  readonly logsMb: number;
}

const HTTP_OK = 200;

/** The platform's default, which a record shows. */
const CONCURRENCY = 1;

/** The sentence of a runtime about an action that took too long, in all runtimes of the field. */
const TIMED_OUT = /exceeded its time limits?/;

/** The sentences of the platform about an action without an answer (openwhisk, `Messages`). */
const EXITED: Readonly<Record<Route, string>> = {
  init: 'The action did not initialize and exited unexpectedly.',
  run: 'The action did not produce a valid response and exited unexpectedly.',
};
const OUT_OF_MEMORY = 'The action exhausted its memory and was aborted.';

/** Its sentences about an answer without an error, before the answer. */
const INVALID: Readonly<Record<Route, string>> = {
  init: 'The action failed during initialization',
  run: 'The action did not produce a valid JSON or JSON Array response',
};

type Route = 'init' | 'run';

/** How an activation ended, and its result as JSON text. */
interface Response {
  readonly status: ActivationStatus;
  readonly result: string;
}

/** Observes one activation, for its record. */
export class Recording {
  readonly #created = Date.now();
  readonly #lines = new LineCollector();
  /** The first request, by the clock, which may be set meanwhile: what takes time is measured without it. */
  #start: number | undefined;
  readonly #createdAt = performance.now();
  #startAt = 0;
  #endAt = 0;
  #lastMs = 0;
  #initMs: number | undefined;
  #route: Route = 'init';
  #answer: Answer | undefined;
  #failure: { readonly message: string; readonly unanswered: Unanswered | undefined } | undefined;

  /** Adds to the logs. The bytes stay the caller's. */
  collect(stream: LogStreamName, bytes: Buffer): void {
    this.#lines.add(stream, bytes);
  }

  /** @returns a sink that passes everything on, and collects the lines */
  watchLogs(sink: LogSink): LogSink {
    const { report } = sink;
    return {
      // The platform's record has the line, too.
      ...(report && {
        report: (failure) => {
          if (failure.line !== undefined) {
            this.#lines.add('stderr', Buffer.from(`${failure.line}\n`));
          }
          return report(failure);
        },
      }),
      write: (stream, bytes) => {
        this.collect(stream, bytes);
        return sink.write(stream, bytes);
      },
      frame: () => sink.frame(),
    };
  }

  /** @returns a function that passes requests on, and measures them */
  watchRequests({ send, explainUnanswered }: Pick<Runtime, 'send' | 'explainUnanswered'>): Send {
    return async (route, body) => {
      const startAt = performance.now();
      if (this.#start === undefined) {
        this.#start = Date.now();
        this.#startAt = startAt;
      }
      this.#route = route;
      this.#answer = undefined;
      try {
        const answer = await send(route, body);
        this.#answer = answer;
        return answer;
      } catch (error) {
        this.#failure = { message: messageOf(error), unanswered: explainUnanswered(error) };
        throw error;
      } finally {
        this.#endAt = performance.now();
        this.#lastMs = Math.round(this.#endAt - startAt);
        if (route === 'init') {
          this.#initMs = this.#lastMs;
        }
      }
    };
  }

  /** How long the last request took, in milliseconds. */
  get lastMs(): number {
    return this.#lastMs;
  }

  /** Whether a request was sent. */
  get hasStarted(): boolean {
    return this.#start !== undefined;
  }

  /** Makes the record. */
  finish({ context, name, kind, timeoutMs, memoryMb, logsMb }: Recorded): RecordedActivation {
    const start = this.#start ?? this.#created;
    const duration = Math.round(this.#endAt - this.#startAt);
    const waitTime = Math.round(Math.max(0, this.#startAt - this.#createdAt));
    const { status, result } = this.#respond(timeoutMs);
    const limits = { concurrency: CONCURRENCY, logs: logsMb, memory: memoryMb, timeout: timeoutMs };
    const facts: ActivationFacts = {
      activationId: context['activation_id'] as string,
      namespace: context['namespace'] as string,
      name,
      version: context['action_version'] as string,
      start,
      end: start + duration,
      duration,
      logs: this.#lines.finish(),
      annotations: [
        { key: 'path', value: `${context['namespace']}/${name}` },
        { key: 'kind', value: kind },
        { key: 'limits', value: limits },
        { key: 'waitTime', value: waitTime },
        ...(this.#initMs === undefined ? [] : [{ key: 'initTime', value: this.#initMs }]),
        { key: 'timeout', value: status === 'action developer error' && TIMED_OUT.test(result) },
      ],
      response: { status, statusCode: STATUS_CODES[status], success: status === 'success' },
    };
    return { id: facts.activationId, start, text: encodeRecord(facts, result) };
  }

  /** As the platform does it (openwhisk, `ActivationResponse`): of an error it keeps nothing but the error. */
  #respond(timeoutMs: number): Response {
    if (!this.#answer) {
      return this.#respondUnanswered(timeoutMs);
    }
    const { status, body } = this.#answer;
    const value = parseJson(body);
    const error = isApplicationError(value) ? findMember(Buffer.from(body), 'error')?.toString() : undefined;
    const isOk = status === HTTP_OK && this.#route === 'run';
    if (error !== undefined) {
      return { status: isOk ? 'application error' : 'action developer error', result: `{"error":${error}}` };
    }
    if (isOk && isObjectOrArray(value)) {
      return { status: 'success', result: body.trim() };
    }
    const invalid = INVALID[this.#route];
    return { status: 'action developer error', result: describe(body === '' ? `${invalid}.` : `${invalid}: ${body}`) };
  }

  #respondUnanswered(timeoutMs: number): Response {
    const { message = '', unanswered } = this.#failure ?? {};
    const during = this.#route === 'init' ? ' during initialization' : '';
    const sentences: Readonly<Record<Unanswered, string>> = {
      exited: EXITED[this.#route],
      memory: OUT_OF_MEMORY,
      time: `The action exceeded its time limits of ${timeoutMs} milliseconds${during}.`,
      unstarted: message,
    };
    return unanswered
      ? { status: 'action developer error', result: describe(sentences[unanswered]) }
      : { status: 'whisk internal error', result: describe(message) };
  }
}

/** A record, for the store. */
export interface RecordedActivation {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly start: number;
  /** What `encodeRecord` returned. */
  readonly text: string;
}

function describe(error: string): string {
  return JSON.stringify({ error });
}

import type { LogSink, LogStreamName } from '@actionrunner/core';
import { isApplicationError, messageOf } from '@actionrunner/core/internal';
import { parseJson } from '../invoke/parse-json.js';
import type { Send } from '../invoke/place.js';
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
  /** Why there is no answer, if there is none. */
  readonly failure: unknown;
}

/** The platform's default, which a record shows. */
const CONCURRENCY = 1;

/** The sentence of a runtime about an action that took too long, in all runtimes of the field. */
const TIMED_OUT = /exceeded its time limits?/;

/** How an activation ended, and its result as JSON text. */
interface Response {
  readonly status: ActivationStatus;
  readonly result: string;
}

/** Observes one activation, for its record. */
export class Recording {
  readonly #created = Date.now();
  readonly #lines = new LineCollector();
  #start: number | undefined;
  #lastStart = 0;
  #end = 0;
  #initMs: number | undefined;
  #answer: { readonly route: 'init' | 'run'; readonly answer: Answer } | undefined;

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
  watchRequests(send: Send): Send {
    return async (route, body) => {
      const start = Date.now();
      this.#start ??= start;
      this.#lastStart = start;
      this.#answer = undefined;
      try {
        const answer = await send(route, body);
        this.#answer = { route, answer };
        return answer;
      } finally {
        this.#end = Date.now();
        if (route === 'init') {
          this.#initMs = this.#end - start;
        }
      }
    };
  }

  /** How long the last request took. */
  get lastMs(): number {
    return this.#end - this.#lastStart;
  }

  /** Whether a request was sent. */
  get hasStarted(): boolean {
    return this.#start !== undefined;
  }

  /** Makes the record. */
  finish({ context, name, kind, timeoutMs, memoryMb, logsMb, failure }: Recorded): RecordedActivation {
    const start = this.#start ?? this.#created;
    const end = Math.max(this.#end, start);
    const { status, result } = this.#respond(failure);
    const limits = { concurrency: CONCURRENCY, logs: logsMb, memory: memoryMb, timeout: timeoutMs };
    const facts: ActivationFacts = {
      activationId: context['activation_id'] as string,
      namespace: context['namespace'] as string,
      name,
      version: context['action_version'] as string,
      start,
      end,
      duration: end - start,
      logs: this.#lines.finish(),
      annotations: [
        { key: 'path', value: `${context['namespace']}/${name}` },
        { key: 'kind', value: kind },
        { key: 'limits', value: limits },
        { key: 'waitTime', value: start - this.#created },
        ...(this.#initMs === undefined ? [] : [{ key: 'initTime', value: this.#initMs }]),
        { key: 'timeout', value: status === 'action developer error' && TIMED_OUT.test(result) },
      ],
      response: { status, statusCode: STATUS_CODES[status], success: status === 'success' },
    };
    return { id: facts.activationId, start, text: encodeRecord(facts, result) };
  }

  #respond(failure: unknown): Response {
    const { route, answer } = this.#answer ?? {};
    if (!answer) {
      return { status: 'whisk internal error', result: describe(messageOf(failure)) };
    }
    const result = parseJson(answer.body);
    if (answer.status !== 200 || route === 'init' || result === undefined) {
      const told = (result as { error?: unknown } | undefined)?.error;
      return {
        status: 'action developer error',
        result: told === undefined ? describe(answer.body) : answer.body.trim(),
      };
    }
    return { status: isApplicationError(result) ? 'application error' : 'success', result: answer.body.trim() };
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

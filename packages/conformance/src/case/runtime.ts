import type { Agent } from 'node:http';
import type { Answer } from '../client/answer.js';
import { sendRaw } from '../client/send-raw.js';
import { type Address, type Sending, sendRequest } from '../client/send-request.js';
import type { Logs, TakeOptions } from '../logs/runtime-logs.js';
import type { ActionCode } from '../manifest/action-code.js';
import type { Exit, RunningRuntime } from '../target/target.js';
import { CaseFailure, CaseSkip } from './case-failure.js';
import type { EvidenceRecorder } from './evidence-recorder.js';

/** Options of a request. */
export interface RequestOptions {
  /** How long the answer may take, in milliseconds; 10,000 by default. */
  readonly limitMs?: number;
  /** What the action itself takes, in addition to that. */
  readonly actionMs?: number;
  readonly headers?: Readonly<Record<string, string | number>>;
  /** How the body is sent; in one piece with its Content-Length by default. */
  readonly sending?: Sending;
  /** For connections that are kept; without it each request has its own. */
  readonly agent?: Agent;
  /** Gives up and closes the connection. */
  readonly signal?: AbortSignal;
}

/** Bytes to send as they are. */
export interface RawRequestOptions {
  /** How long everything may take, in milliseconds; 10,000 by default. */
  readonly limitMs?: number;
  /** Ends our side of the connection after the last part. */
  readonly end?: boolean;
  /** The pause between two parts, in milliseconds; 20 by default. */
  readonly pauseMs?: number;
  /** How long after its answer the server may take to close the connection, in milliseconds; without it nobody waits for that. */
  readonly closesWithinMs?: number;
}

/** The message of an init: its value without the fields that a sample has. */
export interface InitFields {
  readonly name?: string;
  readonly env?: Readonly<Record<string, unknown>>;
}

/** A runtime as cases see it: it sends requests and notes them as evidence. */
export class Runtime {
  readonly #running: RunningRuntime;
  readonly #recorder: EvidenceRecorder;
  readonly #answerLimitMs: number;
  #isInitialized = false;

  constructor(running: RunningRuntime, recorder: EvidenceRecorder, answerLimitMs: number) {
    this.#answerLimitMs = answerLimitMs;
    this.#running = running;
    this.#recorder = recorder;
  }

  /** Where it listens, for connections that a case makes itself. */
  get address(): Address {
    return this.#running.address;
  }

  /** When it has exited. */
  get exited(): Promise<Exit> {
    return this.#running.exited;
  }

  /** Sends `POST /init` with `{"value": value}`. @throws CaseFailure if there is no answer */
  async init(value: unknown, options: RequestOptions = {}): Promise<Answer> {
    const body = JSON.stringify({ value });
    const { shared } = this.#running;
    if (shared !== undefined && !this.#isInitialized) return await this.#initShared(body, options);
    return await this.post('/init', body, options);
  }

  /** Initializes it with a sample; the platform's fields are set as it sets them. */
  async initSample(
    { code, main = 'main', binary = false }: ActionCode,
    fields: InitFields = {},
    options: RequestOptions = {},
  ): Promise<Answer> {
    return await this.init({ name: 'conformance', main, code, binary, ...fields }, options);
  }

  /** Sends `POST /run` with `{"value": value, …fields}`. @throws CaseFailure if there is no answer */
  async run(
    value: unknown,
    fields: Readonly<Record<string, unknown>> = {},
    options: RequestOptions = {},
  ): Promise<Answer> {
    return await this.post('/run', { value, ...fields }, options);
  }

  /** Sends a POST; texts and bytes as they are, anything else as JSON. @throws CaseFailure if there is no answer */
  async post(path: string, body: unknown, options: RequestOptions = {}): Promise<Answer> {
    return await this.request('POST', path, body, options);
  }

  /** Sends a request. @throws CaseFailure if there is no answer */
  async request(method: string, path: string, body: unknown, options: RequestOptions = {}): Promise<Answer> {
    const bytes = body === undefined ? undefined : toBytes(body);
    const { headers = {}, limitMs = this.#answerLimitMs, actionMs = 0, sending, agent, signal } = options;
    const all = { ...(bytes !== undefined && { 'content-type': 'application/json' }), ...headers };
    const title = `${method} ${path}`;
    const how = sending === undefined ? '' : ` (${sending})`;
    const note = this.#recorder.request(`${title}${how}\n${bytes?.toString() ?? ''}`.trim());
    const given = {
      ...(sending !== undefined && { sending }),
      ...(agent !== undefined && { agent }),
      ...(signal !== undefined && { signal }),
    };
    const sent = sendRequest(this.address, {
      method,
      path,
      headers: all,
      body: bytes,
      limitMs: limitMs + actionMs,
      ...given,
    });
    return await settle(title, sent, note);
  }

  /** Sends bytes over a connection of its own, and reads one answer. @throws CaseFailure if there is none */
  async raw(parts: readonly (string | Buffer)[], options: RawRequestOptions = {}): Promise<Answer> {
    const text = parts.map((part) => part.toString()).join('');
    const note = this.#recorder.request(text);
    return await settle(
      'the request',
      sendRaw(this.address, parts, { limitMs: this.#answerLimitMs, ...options }),
      note,
    );
  }

  /** What it has written since the last look, once both streams have their frames. @throws CaseSkip if nothing can be seen of them */
  async logs(options: TakeOptions = {}): Promise<Logs> {
    if (this.#running.logs === undefined) throw new CaseSkip('its logs cannot be seen');
    const logs = await this.#running.logs.take(options);
    this.#recorder.logs(logs);
    return logs;
  }

  /** Sends a signal to it, not to what it has started. */
  async kill(signal: 'SIGTERM' | 'SIGINT' | 'SIGHUP'): Promise<void> {
    await this.#running.kill(signal);
  }

  /** A runtime that cannot be restarted is initialized once, unless it accepts another one. */
  async #initShared(body: string, options: RequestOptions): Promise<Answer> {
    const { shared } = this.#running;
    const known = shared?.initialized;
    if (known === body) {
      this.#isInitialized = true;
      const note = this.#recorder.request(`POST /init\n${body}`);
      const answer: Answer = {
        status: 200,
        headers: {},
        bytes: Buffer.from('{"ok":true}'),
        text: '{"ok":true}',
        json: { ok: true },
        durationMs: 0,
      };
      note(new Error('not sent again: it is initialized with this'));
      return answer;
    }
    const answer = await this.post('/init', body, options);
    if (known !== undefined && answer.status === 403) {
      throw new CaseSkip(
        'it is initialized with another action already; start it so that it accepts a repeated init, and let the manifest say that it supports reinit',
      );
    }
    this.#isInitialized = answer.status === 200;
    if (shared !== undefined && answer.status === 200) shared.initialized = body;
    return answer;
  }
}

async function settle(title: string, sent: Promise<Answer>, note: (answer: Answer | Error) => void): Promise<Answer> {
  try {
    const answer = await sent;
    note(answer);
    return answer;
  } catch (error) {
    const failure = error as Error;
    note(failure);
    throw new CaseFailure(`${title}: ${failure.message}`, 'an answer', failure.message);
  }
}

function toBytes(body: unknown): Buffer {
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

import { SENTINEL } from '../../src/logs/sentinel-guard.js';
import { ActionProxy, type ActionProxyOptions } from '../../src/proxy/action-proxy.js';
import type { ActionRunner } from '../../src/runner/action-runner.js';
import { MemoryLogSink } from './memory-log-sink.js';

/** What both streams hold after an activation that logged nothing. */
export const FRAME = `${SENTINEL}\n`;

/** What was logged to the two streams, frames included. */
export interface Logged {
  readonly stdout: string;
  readonly stderr: string;
}

/** What a test needs of an `ActionProxy`, be it of the sources or of the build. */
interface Proxy {
  init(body: Uint8Array): Promise<void>;
  run(body: Uint8Array): Promise<Buffer>;
  abort(): void;
  stop(): Promise<void>;
}

/** A runner behind a proxy, with its logs in memory. */
export class Proxied {
  readonly proxy: Proxy;
  readonly #sink = new MemoryLogSink();
  #seen: Logged = { stdout: '', stderr: '' };

  constructor(makeProxy: (logs: MemoryLogSink) => Proxy) {
    this.proxy = makeProxy(this.#sink);
  }

  static of(runner: ActionRunner, options: ActionProxyOptions = {}): Proxied {
    return new Proxied((logs) => new ActionProxy(runner, { logs, ...options }));
  }

  /** Delivers a text, or the files of a zip. */
  async init(code: string | Buffer, fields: Record<string, unknown> = {}): Promise<void> {
    const delivered = typeof code === 'string' ? { code } : { code: code.toString('base64'), binary: true };
    await this.proxy.init(Buffer.from(JSON.stringify({ value: { ...delivered, ...fields } })));
  }

  /** Runs one activation and parses its result. */
  async run(value: unknown = {}, context: Record<string, unknown> = {}): Promise<unknown> {
    const result = await this.proxy.run(Buffer.from(JSON.stringify({ value, ...context })));
    return JSON.parse(result.toString()) as unknown;
  }

  /** What was logged since the last call. */
  logged(): Logged {
    const { stdout, stderr } = this.#sink;
    const fresh = { stdout: stdout.slice(this.#seen.stdout.length), stderr: stderr.slice(this.#seen.stderr.length) };
    this.#seen = { stdout, stderr };
    return fresh;
  }

  /** Ends everything it started. */
  async close(): Promise<void> {
    this.proxy.abort();
    await this.proxy.stop();
  }
}

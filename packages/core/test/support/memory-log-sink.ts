import { resolveLimits } from '../../src/limits.js';
import { ActivationLogs } from '../../src/logs/activation-logs.js';
import type { LogSink, LogStreamName } from '../../src/logs/log-sink.js';
import { SENTINEL } from '../../src/logs/sentinel-guard.js';
import type { Cancellation } from '../../src/process/running-process.js';
import type { HookContext } from '../../src/runner/activation.js';
import { Timings } from '../../src/timings.js';

/** Keeps logs in memory. The frame appears in both streams as on the wire. */
export class MemoryLogSink implements LogSink {
  readonly #parts: Record<LogStreamName, Buffer[]> = { stdout: [], stderr: [] };

  get stdout(): string {
    return this.bytes('stdout').toString();
  }

  get stderr(): string {
    return this.bytes('stderr').toString();
  }

  bytes(stream: LogStreamName): Buffer {
    return Buffer.concat(this.#parts[stream]);
  }

  write(stream: LogStreamName, bytes: Buffer): void {
    this.#parts[stream].push(bytes);
  }

  frame(): void {
    this.write('stdout', Buffer.from(`${SENTINEL}\n`));
    this.write('stderr', Buffer.from(`${SENTINEL}\n`));
  }
}

/** Lets who writes wait until the test goes on. */
export class SlowLogSink implements LogSink {
  goOn: () => void = () => undefined;

  write(): Promise<void> {
    return new Promise((resolve) => {
      this.goOn = resolve;
    });
  }

  frame(): void {}
}

/** A signal as a cancellation. */
export function cancelBy(signal: AbortSignal): Cancellation {
  return {
    get aborted() {
      return signal.aborted;
    },
    get reason() {
      return signal.reason as unknown;
    },
    onAbort: (listener) => {
      if (signal.aborted) {
        listener();
      }
      signal.addEventListener('abort', listener, { once: true });
      return () => signal.removeEventListener('abort', listener);
    },
  };
}

/** What surrounds an activation, with the defaults of the proxy. */
export function contextOf(
  sink: MemoryLogSink,
  given: Partial<HookContext> = {},
): HookContext & { readonly sink: MemoryLogSink } {
  const { signal = new AbortController().signal } = given;
  return {
    id: undefined,
    sink,
    logs: new ActivationLogs(sink),
    signal,
    cancellation: cancelBy(signal),
    graceMs: 0,
    limits: resolveLimits({}),
    user: undefined,
    leftovers: 'kill',
    hold: () => undefined,
    timings: new Timings(),
    ...given,
  };
}

/** What a hook gets for one activation, with logs in memory. */
export function makeActivation(
  signal: AbortSignal = new AbortController().signal,
  id?: string,
): HookContext & { readonly sink: MemoryLogSink } {
  const sink = new MemoryLogSink();
  return contextOf(sink, { id, signal });
}

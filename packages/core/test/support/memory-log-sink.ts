import type { HookContext } from '../../src/activation.js';
import { SENTINEL } from '../../src/constants.js';
import { ActivationLogs } from '../../src/logs/activation-logs.js';
import type { LogSink, LogStreamName } from '../../src/logs/log-sink.js';

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

/** What a hook gets for one activation, with logs in memory. */
export function makeActivation(
  signal: AbortSignal = new AbortController().signal,
  id?: string,
): HookContext & { readonly sink: MemoryLogSink } {
  const sink = new MemoryLogSink();
  return { id, sink, logs: new ActivationLogs(sink), signal, graceMs: 0 };
}

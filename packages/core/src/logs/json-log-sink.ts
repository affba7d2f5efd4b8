import { type Failure, LINE_FEED, type LogSink, type LogStreamName } from './log-sink.js';
import { neutralize } from './sentinel-guard.js';

/** A longer line is written as several records, all but the last with `partial`. */
const MAX_RECORD_BYTES = 65_536;

/** One line of structured logs. */
interface LogRecord {
  readonly time: string;
  readonly activationId: string | undefined;
  readonly stream: LogStreamName;
  readonly message: string;
  /** The line continues in the next record. */
  readonly partial?: true;
  readonly code?: string;
  readonly phase?: string;
  readonly reason?: string | undefined;
}

/** Writes each log line of one activation as one line of JSON. Bytes that are not UTF-8 become U+FFFD. The frame is not changed. */
export class JsonLogSink implements LogSink {
  readonly #sink: LogSink;
  readonly #id: string | undefined;
  /** Unfinished lines. */
  readonly #held: Record<LogStreamName, Buffer> = { stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) };

  /** @param id the platform's id of the activation */
  constructor(sink: LogSink, id: string | undefined) {
    this.#sink = sink;
    this.#id = id && neutralize(id);
  }

  write(stream: LogStreamName, bytes: Buffer): void | Promise<void> {
    let rest = this.#held[stream].length > 0 ? Buffer.concat([this.#held[stream], bytes]) : bytes;
    const records: string[] = [];
    for (let end = rest.indexOf(LINE_FEED); end >= 0 || rest.length > MAX_RECORD_BYTES; end = rest.indexOf(LINE_FEED)) {
      const whole = end >= 0 && end <= MAX_RECORD_BYTES;
      const cut = whole ? end : findCharacterStart(rest, MAX_RECORD_BYTES);
      records.push(this.#record(stream, rest.toString('utf8', 0, cut), whole ? undefined : { partial: true }));
      rest = rest.subarray(whole ? cut + 1 : cut);
    }
    // A copy: a view would keep the whole chunk in memory.
    this.#held[stream] = Buffer.from(rest);
    return this.#pass(stream, records);
  }

  /** The same: nothing of the bytes is kept. */
  writeBorrowed(stream: LogStreamName, bytes: Buffer): void | Promise<void> {
    return this.write(stream, bytes);
  }

  report({ code, phase, message, reason }: Failure): void | Promise<void> {
    return this.#pass('stderr', [this.#record('stderr', message, { code, phase, reason })]);
  }

  async flush(): Promise<void> {
    await Promise.all([this.#flush('stdout'), this.#flush('stderr')]);
    await this.#sink.flush?.();
  }

  async frame(): Promise<void> {
    await Promise.all([this.#flush('stdout'), this.#flush('stderr'), this.#sink.frame()]);
  }

  #flush(stream: LogStreamName): void | Promise<void> {
    const held = this.#held[stream];
    this.#held[stream] = Buffer.alloc(0);
    return held.length > 0 ? this.#pass(stream, [this.#record(stream, held.toString())]) : undefined;
  }

  #record(stream: LogStreamName, message: string, more?: Partial<LogRecord>): string {
    const record: LogRecord = { time: new Date().toISOString(), activationId: this.#id, stream, message, ...more };
    return `${JSON.stringify(record)}\n`;
  }

  #pass(stream: LogStreamName, records: readonly string[]): void | Promise<void> {
    return records.length > 0 ? this.#sink.write(stream, Buffer.from(records.join(''))) : undefined;
  }
}

/** Finds the nearest start of a UTF-8 character at or before `at`. */
function findCharacterStart(bytes: Buffer, at: number): number {
  let start = at;
  while (start > at - 4 && ((bytes[start] ?? 0) & 0xc0) === 0x80) {
    start--;
  }
  return start;
}

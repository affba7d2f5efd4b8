import { StringDecoder } from 'node:string_decoder';
import type { LogLine } from '../messages.js';
import type { StreamName } from '../session.js';

/** The platform's limit of the logs of an activation by default: what a page can have of a session that has a higher one. */
const MAX_BYTES = 10 * 1024 * 1024;

/** Empty lines have no bytes, but need memory. */
const MAX_LINES = 250_000;

const TRUNCATED = `The page has truncated the logs, of which it keeps ${MAX_BYTES} bytes and ${MAX_LINES} lines.`;

/** The log lines of an activation, as they come. */
export class RunLog {
  readonly #lines: LogLine[] = [];
  /** The pieces of the line that has no line feed yet, joined once: a long line may come in many. */
  readonly #open: Record<StreamName, string[]> = { stdout: [], stderr: [] };
  readonly #decoders = { stdout: new StringDecoder('utf8'), stderr: new StringDecoder('utf8') };
  #bytes = 0;
  #isFull = false;

  /** How many bytes are kept. */
  get bytes(): number {
    return Math.min(this.#bytes, MAX_BYTES);
  }

  get lines(): readonly LogLine[] {
    return this.#lines;
  }

  /** Adds bytes, which stay the caller's. */
  add(stream: StreamName, bytes: Uint8Array): void {
    if (this.#isFull) {
      return;
    }
    const room = MAX_BYTES - this.#bytes;
    this.#bytes += bytes.length;
    const pieces = this.#decoders[stream].write(Buffer.from(bytes.subarray(0, room))).split('\n');
    const rest = pieces.pop() ?? '';
    const lines = MAX_LINES - this.#lines.length;
    for (const piece of pieces.slice(0, lines)) {
      this.#endLine(stream, piece);
    }
    if (rest !== '') {
      this.#open[stream].push(rest);
    }
    if (this.#bytes > MAX_BYTES || pieces.length > lines) {
      this.finish();
      this.#push('stderr', TRUNCATED);
      this.#isFull = true;
    }
  }

  /** Ends the lines that have no line feed. */
  finish(): void {
    for (const stream of ['stdout', 'stderr'] as const) {
      const rest = this.#decoders[stream].end();
      if (rest !== '' || this.#open[stream].length > 0) {
        this.#endLine(stream, rest);
      }
    }
  }

  #endLine(stream: StreamName, end: string): void {
    this.#push(stream, this.#open[stream].splice(0).join('') + end);
  }

  #push(stream: StreamName, text: string): void {
    this.#lines.push([stream, text.endsWith('\r') ? text.slice(0, -1) : text]);
  }
}

import type { LogStreamName } from '@actionrunner/core';

/** The platform's limit of the logs of an activation. */
const MAX_BYTES = 10 * 1024 * 1024;

const TRUNCATED = `Logs were truncated because the total bytes size exceeds the limit of ${MAX_BYTES} bytes.`;

/** Collects the log lines of an activation, each with its time and stream. */
export class LineCollector {
  readonly #lines: string[] = [];
  readonly #open: Record<LogStreamName, Buffer[]> = { stdout: [], stderr: [] };
  #bytes = 0;

  /** Adds bytes, which are copied where they are kept. */
  add(stream: LogStreamName, bytes: Buffer): void {
    if (this.#bytes > MAX_BYTES) {
      return;
    }
    let from = 0;
    for (let end = bytes.indexOf('\n'); end >= 0; end = bytes.indexOf('\n', from)) {
      this.#keep(stream, bytes.subarray(from, end));
      this.#endLine(stream);
      from = end + 1;
    }
    if (from < bytes.length) {
      this.#keep(stream, bytes.subarray(from));
    }
  }

  /** Ends the lines that have no line feed. @returns all lines, as `TIME stream: text` */
  finish(): readonly string[] {
    for (const stream of ['stdout', 'stderr'] as const) {
      if (this.#open[stream].length > 0) {
        this.#endLine(stream);
      }
    }
    if (this.#bytes > MAX_BYTES) {
      this.#push('stderr', TRUNCATED);
      this.#bytes = 0;
    }
    return this.#lines;
  }

  #keep(stream: LogStreamName, bytes: Buffer): void {
    const room = Math.max(0, MAX_BYTES - this.#bytes);
    this.#bytes += bytes.length;
    this.#open[stream].push(Buffer.from(bytes.subarray(0, room)));
  }

  #endLine(stream: LogStreamName): void {
    const text = Buffer.concat(this.#open[stream].splice(0)).toString();
    this.#push(stream, text.endsWith('\r') ? text.slice(0, -1) : text);
  }

  #push(stream: LogStreamName, text: string): void {
    this.#lines.push(`${new Date().toISOString()} ${stream}: ${text}`);
  }
}

import type { ServerResponse } from 'node:http';
import type { Run } from '../runs/run-history.js';
import { beginEvents } from './exchange.js';

/** Log lines are sent together: not more often than a screen shows them. */
const INTERVAL_MS = 25;

/** Characters of log lines in one event. */
const MAX_CHARACTERS = 256 * 1024;

/** The server-sent events of one page. */
export class EventStream {
  readonly #response: ServerResponse;
  readonly #latest: () => Run | undefined;
  /** The run whose lines are sent, and how many of them were. */
  #id: string | undefined;
  #sent = 0;
  #timer: NodeJS.Timeout | undefined;
  /** What is sent waits in memory until the page reads it: log lines wait where they are. */
  #isFull = false;

  /** @param latest the run whose lines are sent */
  constructor(response: ServerResponse, latest: () => Run | undefined) {
    this.#response = response;
    this.#latest = latest;
    beginEvents(response);
    response.on('drain', () => {
      this.#isFull = false;
      this.#sendLines();
    });
    response.on('close', () => clearTimeout(this.#timer));
  }

  /** Sends an event. */
  send(type: string, data: unknown): void {
    if (!this.#response.writableEnded && !this.#response.destroyed) {
      this.#isFull = !this.#response.write(`event: ${type}\ndata: ${JSON.stringify(data)}\n\n`);
    }
  }

  /** Sends the lines that have come, soon. */
  noticeLines(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#sendLines();
    }, INTERVAL_MS);
  }

  /** Sends the lines that have come, now. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#sendLines();
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#response.end();
  }

  #sendLines(): void {
    const run = this.#latest();
    if (!run) {
      return;
    }
    const { id } = run.summary;
    if (id !== this.#id) {
      this.#id = id;
      this.#sent = 0;
    }
    const { lines } = run.log;
    while (!this.#isFull && this.#sent < lines.length && !this.#response.destroyed) {
      const from = this.#sent;
      let characters = 0;
      while (this.#sent < lines.length && characters < MAX_CHARACTERS) {
        characters += lines[this.#sent]?.[1].length ?? 0;
        this.#sent++;
      }
      this.send('log', { id, from, lines: lines.slice(from, this.#sent) });
    }
  }
}

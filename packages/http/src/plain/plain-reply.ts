import type { Socket } from 'node:net';
import type { Reply } from '../exchange/reply.js';
import { getPhrase } from '../exchange/status.js';
import { loadHttp } from '../node-http.js';

/** What `node:http` may refuse in the value of a field. */
const REFUSED = /[^\t -~\x80-\xff]/;

/** What a reply needs of its connection. */
export interface ReplyConnection {
  readonly socket: Socket;
  /** Formats the fields that Node adds to each answer, each with its end. Called once, right before the answer is sent. */
  formatLastFields(): string;
  /** Sends an answer, the last one that the reply has. */
  send(head: string, body: string | Buffer): void;
}

/** The reply to a plain request: the same bytes as those of a `ServerResponse`. */
export class PlainReply implements Reply {
  statusCode = 200;
  headersSent = false;
  writableFinished = false;
  readonly #connection: ReplyConnection;
  #head = '';

  constructor(connection: ReplyConnection) {
    this.#connection = connection;
  }

  get destroyed(): boolean {
    return this.#connection.socket.destroyed;
  }

  writeHead(status: number, head: string[]): void {
    let text = `HTTP/1.1 ${status} ${getPhrase(status)}\r\n`;
    for (let index = 0; index < head.length; index += 2) {
      const name = head[index] as string;
      const value = head[index + 1] as string;
      // The name of a phase, which authors choose, is part of a value.
      if (REFUSED.test(value)) loadHttp().validateHeaderValue(name, value);
      text += `${name}: ${value}\r\n`;
    }
    this.#head = text;
    this.statusCode = status;
    this.headersSent = true;
  }

  end(body: string | Buffer): void {
    this.writableFinished = true;
    this.#connection.send(`${this.#head}${this.#connection.formatLastFields()}\r\n`, body);
  }

  once(event: 'close', listener: () => void): void {
    this.#connection.socket.once(event, listener);
  }

  off(event: 'close', listener: () => void): void {
    this.#connection.socket.off(event, listener);
  }
}

import { channel } from 'node:diagnostics_channel';
import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import type { Reply } from '../exchange/reply.js';
import type { Exchanges } from '../server/exchanges.js';
import { type Connections, LateServer, type LateServerOptions } from '../server/late-server.js';
import { formatHttpDate } from './http-date.js';
import { PlainParser, type PlainRequest, type PlainRoute } from './parse-plain.js';
import { type Lane, PlainConnection } from './plain-connection.js';

/**
 * When the first connection is closed after its client has ended it, in milliseconds: Node.js then makes the stream of stderr, which takes as long
 * as half an activation where that is a pipe, and the first activation may come at once over another connection.
 */
const FIRST_END_MS = 20;

/** Answers a request to a route whose body has arrived. */
export type PlainAnswer = (body: Buffer, reply: Reply) => unknown;

/** What answers requests, and what keeps track of them. */
export interface LaneOptions extends LateServerOptions {
  readonly answers: Readonly<Record<PlainRoute, PlainAnswer>>;
  readonly exchanges: Exchanges;
  readonly maxBodyBytes: number;
}

/** Creates a server whose plain requests are answered by the lane; the rest is left to `node:http`. */
export function createLaneServer(options: LaneOptions): LateServer {
  return new LateServer(options, (server) => new PlainLane(server, options));
}

/**
 * Answers plain requests without Node's parser and its two streams for each, which are a third of what a loop activation costs (ADR 0040). A
 * connection with any other request is left to Node, with that request.
 */
class PlainLane implements Lane, Connections {
  readonly exchanges: Exchanges;
  readonly parser: PlainParser;
  readonly #server: LateServer;
  readonly #answers: LaneOptions['answers'];
  readonly #connections = new Set<PlainConnection>();
  readonly #started = channel('http.server.request.start');
  /** The start of the second that the fields are of. */
  #second = 0;
  #date = '';
  #keepAlive = '';
  #hasEnded = false;

  constructor(server: LateServer, { answers, exchanges, maxBodyBytes }: LaneOptions) {
    this.#server = server;
    this.#answers = answers;
    this.exchanges = exchanges;
    this.parser = new PlainParser(maxBodyBytes);
  }

  get areOpen(): boolean {
    return [...this.#connections].some(({ socket }) => !socket.destroyed);
  }

  add(socket: Socket): void {
    this.#connections.add(new PlainConnection(socket, this));
  }

  get headersTimeoutMs(): number {
    return this.#server.limits.headersTimeout;
  }

  get keepAliveMs(): number {
    return this.#server.limits.keepAliveTimeout;
  }

  /** Not if somebody watches the requests of the server, as tracers do: for what the lane answers, the server emits no event. */
  get isOpen(): boolean {
    const server = this.#server.visible;
    const isWatched = server && (server.emit !== EventEmitter.prototype.emit || server.listenerCount('request') > 1);
    return !isWatched && !this.#started.hasSubscribers;
  }

  answer({ route, body }: PlainRequest, reply: Reply): void {
    this.#answers[route](body, reply);
  }

  formatFields(connection: 'keep-alive' | 'close' | ''): string {
    const now = Date.now();
    if (now >= this.#second + 1_000 || now < this.#second) {
      this.#second = now - (now % 1_000);
      this.#date = `Date: ${formatHttpDate(now)}\r\n`;
      const seconds = Math.floor(this.keepAliveMs / 1_000);
      this.#keepAlive = `Connection: keep-alive\r\n${seconds > 0 ? `Keep-Alive: timeout=${seconds}\r\n` : ''}`;
    }
    return this.#date + (connection === 'close' ? 'Connection: close\r\n' : connection && this.#keepAlive);
  }

  end(socket: Socket): void {
    if (this.#hasEnded) {
      socket.end();
      return;
    }
    this.#hasEnded = true;
    setTimeout(() => socket.end(), FIRST_END_MS).unref();
  }

  remove(connection: PlainConnection): void {
    this.#connections.delete(connection);
  }

  handOver(connection: PlainConnection): void {
    this.remove(connection);
    this.#server.parse(connection.socket);
  }

  /** As Node does when the time for the head of a request is over. */
  refuseSlow(socket: Socket): void {
    const error = Object.assign(new Error('Request timeout'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });
    this.#server.http.emit('clientError', error, socket);
  }

  closeIdle(): void {
    for (const connection of this.#connections) {
      if (connection.isIdle) {
        connection.socket.destroy();
      }
    }
  }

  closeAll(): void {
    for (const { socket } of this.#connections) {
      socket.destroy();
    }
  }
}

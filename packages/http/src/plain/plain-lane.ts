import { channel } from 'node:diagnostics_channel';
import { EventEmitter } from 'node:events';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Reply } from '../exchange/reply.js';
import type { Exchanges } from '../server/exchanges.js';
import type { PlainRequest, PlainRoute } from './parse-plain.js';
import { type Lane, PlainConnection } from './plain-connection.js';

/** Answers a request to a route whose body has arrived. */
export type PlainAnswer = (body: Buffer, reply: Reply) => unknown;

/** What answers requests, and what has to know of them. */
export interface LaneOptions {
  readonly answers: Readonly<Record<PlainRoute, PlainAnswer>>;
  readonly exchanges: Exchanges;
  readonly maxBodyBytes: number;
}

/**
 * Answers the plain requests to a server; the rest is left to its listeners.
 * @param server of `node:http`, which nobody listens to yet
 */
export function openLane(server: Server, options: LaneOptions): void {
  const lane = new PlainLane(server, options);
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => lane.add(socket));
  const closeIdle = server.closeIdleConnections.bind(server);
  const closeAll = server.closeAllConnections.bind(server);
  Object.assign(server, {
    closeIdleConnections: () => {
      closeIdle();
      lane.close((connection) => connection.isIdle);
    },
    closeAllConnections: () => {
      closeAll();
      lane.close(() => true);
    },
  });
}

/**
 * Answers plain requests without Node's parser and its two streams for each, which are a third of what a loop activation costs (ADR 0040). A
 * connection with any other request is left to Node, with that request.
 */
class PlainLane implements Lane {
  readonly exchanges: Exchanges;
  readonly maxBodyBytes: number;
  readonly #server: Server;
  readonly #answers: LaneOptions['answers'];
  readonly #connections = new Set<PlainConnection>();
  readonly #listeners: readonly ((socket: Socket) => void)[];
  readonly #started = channel('http.server.request.start');
  /** The start of the second that the fields are of. */
  #second = 0;
  #date = '';
  #keepAlive = '';

  constructor(server: Server, { answers, exchanges, maxBodyBytes }: LaneOptions) {
    this.#server = server;
    this.#answers = answers;
    this.exchanges = exchanges;
    this.maxBodyBytes = maxBodyBytes;
    // Node's own, which give a connection its parser.
    this.#listeners = server.listeners('connection') as ((socket: Socket) => void)[];
  }

  /** Takes a new connection. */
  add(socket: Socket): void {
    this.#connections.add(new PlainConnection(socket, this));
  }

  get headersTimeoutMs(): number {
    return this.#server.headersTimeout;
  }

  get keepAliveMs(): number {
    return this.#server.keepAliveTimeout;
  }

  /** Not if somebody watches the requests of the server, as tracers do: for what the lane answers, the server emits no event. */
  get isOpen(): boolean {
    const server = this.#server;
    const isWatched =
      server.emit !== EventEmitter.prototype.emit ||
      server.listenerCount('request') > 1 ||
      this.#started.hasSubscribers;
    return !isWatched;
  }

  answer({ route, body }: PlainRequest, reply: Reply): void {
    this.#answers[route](body, reply);
  }

  formatFields(connection: 'keep-alive' | 'close' | ''): string {
    const now = Date.now();
    if (now >= this.#second + 1_000 || now < this.#second) {
      this.#second = now - (now % 1_000);
      this.#date = `Date: ${new Date(now).toUTCString()}\r\n`;
      const seconds = Math.floor(this.keepAliveMs / 1_000);
      this.#keepAlive = `Connection: keep-alive\r\n${seconds > 0 ? `Keep-Alive: timeout=${seconds}\r\n` : ''}`;
    }
    return this.#date + (connection === 'close' ? 'Connection: close\r\n' : connection && this.#keepAlive);
  }

  remove(connection: PlainConnection): void {
    this.#connections.delete(connection);
  }

  handOver(connection: PlainConnection): void {
    this.remove(connection);
    for (const listener of this.#listeners) {
      listener.call(this.#server, connection.socket);
    }
  }

  /** As Node does when the time for the head of a request is over. */
  refuseSlow(socket: Socket): void {
    const error = Object.assign(new Error('Request timeout'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });
    this.#server.emit('clientError', error, socket);
  }

  /** Closes connections at once. */
  close(which: (connection: PlainConnection) => boolean): void {
    for (const connection of this.#connections) {
      if (which(connection)) {
        connection.socket.destroy();
      }
    }
  }
}

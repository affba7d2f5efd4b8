import type { Server } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';
import { HttpUse } from '../node-http.js';

/** How long clients may take, in milliseconds. */
export type ClientLimits = Pick<Server, 'headersTimeout' | 'keepAliveTimeout'>;

/** What takes the connections of a {@link LateServer}. */
export interface Connections {
  /** Whether there is one that nobody is closing. */
  readonly areOpen: boolean;
  /** Takes a new one. */
  add(socket: Socket): void;
  /** Closes those that are idle. */
  closeIdle(): void;
  closeAll(): void;
}

/** What a {@link LateServer} is made of. */
export interface LateServerOptions {
  /** Makes a server of `node:http` that does not listen, with its listeners and these limits. */
  readonly create: () => Server;
  readonly limits: ClientLimits;
}

/** Whatever handles an event of a server. */
type Listener = (this: NetServer, ...args: unknown[]) => void;

/**
 * A server that becomes one of `node:http` when somebody needs that, and is the same object before and after: nobody sees it who cannot see that
 * it is one. Until then it is one of `node:net`, so that a start does not load the other module (ADR 0041).
 */
export class LateServer {
  /** The object: for events and connections, and to listen. */
  readonly net: NetServer;
  readonly #create: () => Server;
  readonly #limits: ClientLimits;
  readonly #connections: Connections;
  readonly #use = new HttpUse();
  #http: Server | undefined;
  /** Node's own, which give a connection its parser. */
  #parsers: readonly Listener[] = [];
  /** Close the connections that have one. */
  #closeIdleParsed: () => void = () => undefined;
  #closeAllParsed: () => void = () => undefined;

  /** @param connects creates what takes the connections */
  constructor({ create, limits }: LateServerOptions, connects: (server: LateServer) => Connections) {
    this.#create = create;
    this.#limits = limits;
    // As `node:http` makes its own; a test compares them.
    this.net = new NetServer({ allowHalfOpen: true, noDelay: true });
    this.#connections = connects(this);
    this.net.on('connection', (socket) => this.#connections.add(socket));
  }

  /** The server of `node:http`. */
  get http(): Server {
    this.#http ??= this.#become();
    return this.#http;
  }

  /** The same, if somebody may have seen it, or may watch all servers of this process; undefined if nobody can. */
  get visible(): Server | undefined {
    return this.#http ?? (this.#use.isLikely ? this.http : undefined);
  }

  get limits(): ClientLimits {
    return this.#http ?? this.#limits;
  }

  /** Gives a connection to Node's parser, with all that has not been read of it. */
  parse(socket: Socket): void {
    const { http } = this;
    for (const listener of this.#parsers) {
      listener.call(http, socket);
    }
  }

  getConnections(receive: (error: Error | null, count: number) => void): void {
    this.net.getConnections(receive);
  }

  closeIdleConnections(): void {
    this.#closeIdleParsed();
    this.#connections.closeIdle();
  }

  closeAllConnections(): void {
    this.#closeAllParsed();
    this.#connections.closeAll();
  }

  /** Accepts no more connections. @param closed called when those that are open have ended */
  close(closed: () => void): void {
    this.closeIdleConnections();
    // What comes over the others may need Node's parser: its timer must be there before the server closes, which stops it.
    const server = this.#connections.areOpen ? this.http : this.net;
    server.close(closed);
  }

  #become(): Server {
    const made = this.#create();
    const { net } = this;
    Object.setPrototypeOf(net, Object.getPrototypeOf(made) as object);
    for (const key of Reflect.ownKeys(made)) {
      if (!Object.hasOwn(net, key)) {
        Object.defineProperty(net, key, Object.getOwnPropertyDescriptor(made, key) as PropertyDescriptor);
      }
    }
    const server = net as Server;
    this.#closeIdleParsed = server.closeIdleConnections.bind(server);
    this.#closeAllParsed = server.closeAllConnections.bind(server);
    Object.assign(server, {
      closeIdleConnections: () => this.closeIdleConnections(),
      closeAllConnections: () => this.closeAllConnections(),
    });
    for (const name of made.eventNames() as string[]) {
      const listeners = made.rawListeners(name) as Listener[];
      if (name === 'connection') {
        this.#parsers = listeners;
      } else if (name === 'listening' && net.listening) {
        // It is over: they have their turn now.
        listeners.forEach((listener) => void listener.call(server));
      } else {
        listeners.forEach((listener) => void server.on(name, listener));
      }
    }
    return server;
  }
}

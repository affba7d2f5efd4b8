import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { LinkedList } from '@actionrunner/core/internal';

/** The exchanges of a server that have not ended, in the order in which they began. */
export class Exchanges {
  readonly #open = new LinkedList<ServerResponse>();
  /** Connections whose clients had not taken all of an answer. */
  readonly #unsent = new Set<Socket>();
  /** The latest exchange of each connection. */
  readonly #latest = new WeakMap<Socket, ServerResponse>();
  /** Whether each answer is to say that its connection ends. */
  isClosing = false;
  /** Whether an answer has said that its connection ends. */
  hasAnnouncedClose = false;

  /** Whether the answers to requests that have arrived in full have left. */
  get areSent(): boolean {
    this.#forgetSent();
    return this.#unsent.size === 0 && !this.#open.values().some(({ req }) => req.complete);
  }

  add(response: ServerResponse): void {
    const link = this.#open.add(response);
    response.on('close', () => this.#open.remove(link));
    const { socket } = response.req;
    const before = this.#latest.get(socket);
    this.#latest.set(socket, response);
    if (!before) {
      // Node.js before 24 does not close those that would have been sent after another one.
      socket.once('close', () => {
        for (const each of this.#open.values()) {
          if (each.req.socket === socket) each.destroy().emit('close');
        }
      });
    }
    if (this.isClosing) {
      // Node closes a connection after an answer that says so, even if the client has sent further requests: only the last answer says it.
      if (before?.headersSent === false) before.removeHeader('connection');
      this.#announceClose(response);
    }
  }

  /** Notes that the client has not taken all of an answer. */
  noteUnsent(socket: Socket): void {
    this.#unsent.add(socket);
    this.#forgetSent();
  }

  #forgetSent(): void {
    for (const socket of this.#unsent) {
      if (socket.writableLength === 0 || socket.destroyed) this.#unsent.delete(socket);
    }
  }

  /** Lets each answer from now on say `Connection: close`, so that no client sends another request over a connection that ends. */
  announceClose(): void {
    this.isClosing = true;
    for (const response of this.#open.values()) {
      if (this.#latest.get(response.req.socket) === response) this.#announceClose(response);
    }
  }

  #announceClose(response: ServerResponse): void {
    if (!response.headersSent) {
      response.setHeader('connection', 'close');
      this.hasAnnouncedClose = true;
    }
  }
}

import type { ServerResponse } from 'node:http';
import { LinkedList } from '@actionrunner/core/internal';

/** The exchanges of a server that have not ended, in the order in which they began. */
export class Exchanges {
  readonly #open = new LinkedList<ServerResponse>();
  #closing = false;
  #hasAnnouncedClose = false;

  /** The answers that are still to be sent, at least in part, to requests that have arrived in full. */
  get answers(): ServerResponse[] {
    return this.#open.values().filter((response) => response.req.complete);
  }

  /** Whether an answer has said that its connection ends. */
  get hasAnnouncedClose(): boolean {
    return this.#hasAnnouncedClose;
  }

  add(response: ServerResponse): void {
    const link = this.#open.add(response);
    response.on('close', () => this.#open.remove(link));
    if (this.#closing) {
      this.#announceClose(response);
    }
  }

  /** Lets each answer from now on say `Connection: close`, so that no client sends another request over a connection that ends. */
  announceClose(): void {
    this.#closing = true;
    for (const response of this.#open.values()) {
      this.#announceClose(response);
    }
  }

  #announceClose(response: ServerResponse): void {
    if (response.headersSent) {
      return;
    }
    response.setHeader('connection', 'close');
    this.#hasAnnouncedClose = true;
    // Node closes a connection after an answer that says so, even if the client has sent further requests: only the last answer says it.
    for (const earlier of this.#open.values()) {
      if (earlier !== response && earlier.req.socket === response.req.socket && !earlier.headersSent) {
        earlier.removeHeader('connection');
      }
    }
  }
}

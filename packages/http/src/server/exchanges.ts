import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { LinkedList } from '@actionrunner/core/internal';

/** The exchanges of a server that have not ended, in the order in which they began. */
export class Exchanges {
  readonly #open = new LinkedList<ServerResponse>();
  /** For each connection that has not taken all of its last answer. */
  readonly #unsent = new Set<Promise<void>>();
  #closing = false;
  #hasAnnouncedClose = false;

  /** Settles when the answers to requests that have arrived in full have left. */
  async waitUntilSent(): Promise<void> {
    const answers = this.#open.values().filter((response) => response.req.complete);
    const closed = answers.map((answer) => new Promise((resolve) => answer.once('close', resolve)));
    await Promise.all([...closed, ...this.#unsent]);
  }

  /** Whether each answer is to say that its connection ends. */
  get isClosing(): boolean {
    return this.#closing;
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

  /** Notes that an answer says that its connection ends. */
  noteAnnouncement(): void {
    this.#hasAnnouncedClose = true;
  }

  /** Notes that the client has not taken all of an answer. */
  noteUnsent(socket: Socket): void {
    const sent = new Promise<void>((resolve) => {
      socket.write('', () => resolve());
      socket.once('close', resolve);
    });
    this.#unsent.add(sent);
    void sent.then(() => this.#unsent.delete(sent));
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
    this.noteAnnouncement();
    // Node closes a connection after an answer that says so, even if the client has sent further requests: only the last answer says it.
    for (const earlier of this.#open.values()) {
      if (earlier !== response && earlier.req.socket === response.req.socket && !earlier.headersSent) {
        earlier.removeHeader('connection');
      }
    }
  }
}

import type { Socket } from 'node:net';
import { SEND_TIMEOUT_MS, SMALL_BYTES } from '../exchange/send.js';
import type { Exchanges } from '../server/exchanges.js';
import type { PlainParser, PlainRequest } from './parse-plain.js';
import { PlainReply, type ReplyConnection } from './plain-reply.js';

/** What the connections of a server share. */
export interface Lane {
  readonly exchanges: Exchanges;
  readonly parser: PlainParser;
  /** How long a client may take to send its first request, in milliseconds. */
  readonly headersTimeoutMs: number;
  /** How long an idle connection stays open, in milliseconds. */
  readonly keepAliveMs: number;
  /** Whether plain requests are answered here. */
  readonly isOpen: boolean;
  answer(request: PlainRequest, reply: PlainReply): void;
  /**
   * Formats the fields that Node adds to each answer.
   * @param connection what happens to the connection; empty to leave that open
   */
  formatFields(connection: 'keep-alive' | 'close' | ''): string;
  /** Leaves a connection to Node. */
  handOver(connection: PlainConnection): void;
  /** Ends a connection whose client has ended its side, and waits for nothing. */
  end(socket: Socket): void;
  /** Forgets a connection that is closed. */
  remove(connection: PlainConnection): void;
  /** Refuses a client that has sent nothing in time. */
  refuseSlow(socket: Socket): void;
}

/** A connection whose requests have been plain so far. */
export class PlainConnection implements ReplyConnection {
  readonly socket: Socket;
  readonly #lane: Lane;
  /** Whether a request has come. */
  #isUsed = false;
  /** Whether an answer is due, or on its way. */
  #isBusy = false;
  /** Whether a large answer is on its way. */
  #isSending = false;
  /** Whether the answer that is due is the last one. */
  #closes = false;
  /** Whether more has come while an answer was due. */
  #hasMore = false;
  #hasEnded = false;

  constructor(socket: Socket, lane: Lane) {
    this.socket = socket;
    this.#lane = lane;
    socket.on('data', this.#onData).on('end', this.#onEnd).on('timeout', this.#onTimeout);
    socket.on('error', this.#onError).on('close', this.#onClose);
    socket.setTimeout(lane.headersTimeoutMs);
  }

  /** Whether it has been used, and nothing is due or on its way. */
  get isIdle(): boolean {
    return this.#isUsed && !this.#isBusy && this.socket.writableLength === 0;
  }

  formatLastFields(): string {
    const { exchanges } = this.#lane;
    if (exchanges.isClosing && this.#hasMore) {
      // Of several answers over one connection only the last one says that it ends.
      return this.#lane.formatFields('');
    }
    if (exchanges.isClosing) {
      exchanges.hasAnnouncedClose = true;
      this.#closes = true;
    }
    return this.#lane.formatFields(this.#closes ? 'close' : 'keep-alive');
  }

  send(head: string, body: string | Buffer): void {
    const { socket } = this;
    if (typeof body === 'string') {
      socket.write(head + body, 'latin1');
    } else {
      socket.cork();
      socket.write(head, 'latin1');
      socket.write(body);
      socket.uncork();
    }
    if (socket.writableLength === 0 || body.length <= SMALL_BYTES) {
      this.#finish();
    } else {
      // A client that stops taking it loses its connection.
      this.#isSending = true;
      socket.setTimeout(SEND_TIMEOUT_MS);
      socket.write('', () => this.#finishSending());
    }
    if (socket.writableLength > 0) {
      this.#lane.exchanges.noteUnsent(socket);
    }
  }

  #finishSending(): void {
    this.#isSending = false;
    this.socket.setTimeout(this.#lane.keepAliveMs);
    this.#finish();
  }

  #finish(): void {
    const { socket } = this;
    this.#isBusy = false;
    if (this.#closes) {
      // As Node does: a client need not end its side.
      socket.end(() => socket.destroy());
    } else if (this.#hasMore) {
      this.#handOver();
    } else if (this.#hasEnded) {
      socket.end();
    }
  }

  readonly #onData = (bytes: Buffer): void => {
    if (this.#isBusy) {
      // Back into the stream, which keeps it with all that follows until the answer is sent.
      this.#hasMore = true;
      this.socket.pause();
      this.socket.unshift(bytes);
      return;
    }
    const request = this.#lane.isOpen ? this.#lane.parser.parse(bytes) : undefined;
    if (!request) {
      this.socket.pause();
      this.socket.unshift(bytes);
      this.#handOver();
      return;
    }
    if (!this.#isUsed) {
      this.#isUsed = true;
      this.socket.setTimeout(this.#lane.keepAliveMs);
    }
    this.#isBusy = true;
    this.#closes = request.closes;
    this.#lane.answer(request, new PlainReply(this));
  };

  /** Whoever has ended its side may still wait for the answer. */
  readonly #onEnd = (): void => {
    this.#hasEnded = true;
    if (!this.#isBusy) {
      this.#lane.end(this.socket);
    }
  };

  /** Only after what came in time has been read, for which this process may have been too busy. */
  readonly #onTimeout = (): void => {
    const { socket } = this;
    const { bytesRead } = socket;
    setImmediate(() => {
      if (socket.bytesRead > bytesRead) {
        return;
      }
      if (!this.#isUsed) {
        this.#lane.refuseSlow(socket);
      } else if (!this.#isBusy || this.#isSending) {
        socket.destroy();
      }
    });
  };

  /** The socket is closed after it. */
  readonly #onError = (): void => undefined;

  readonly #onClose = (): void => this.#lane.remove(this);

  /** Leaves the connection, and all that has not been read of it, to Node's parser. */
  #handOver(): void {
    const { socket } = this;
    socket.off('data', this.#onData).off('end', this.#onEnd).off('timeout', this.#onTimeout);
    socket.off('error', this.#onError).off('close', this.#onClose);
    socket.setTimeout(0);
    this.#lane.handOver(this);
    socket.resume();
  }
}

import { type ConnectOpts, Socket, type SocketConstructorOpts } from 'node:net';
import type { Readable } from 'node:stream';

/** Takes output. Bytes that are borrowed are overwritten once it has returned. */
export type Borrower = (bytes: Buffer, isBorrowed: boolean) => void;

/** A stream that can pass on what it reads in one buffer, without a copy. */
export interface LendingOutput extends Readable {
  /** Calls `receive` with each piece, instead of 'data'. To be called once. */
  lend(receive: Borrower): void;
}

/**
 * Reads a pipe into a buffer that may be that of others, too: it is passed on, or copied, before anything else is read.
 * @param fd closed with the socket
 */
export function openLendingSocket(fd: number, buffer: Buffer): Socket & LendingOutput {
  let receive: Borrower | undefined;
  const callback = (length: number): boolean => {
    const bytes = buffer.subarray(0, length);
    if (!receive) {
      return socket.push(Buffer.from(bytes));
    }
    receive(bytes, true);
    return !socket.isPaused();
  };
  const options: SocketConstructorOpts & Pick<ConnectOpts, 'onread'> = { fd, onread: { buffer, callback } };
  const socket = new Socket({ ...options, readable: true, writable: false });
  return Object.assign(socket, {
    lend(borrower: Borrower) {
      receive = borrower;
      // What was read before; and it makes the end known.
      socket.on('data', (bytes: Buffer) => borrower(bytes, false));
    },
  });
}

import { constants, fstatSync, openSync } from 'node:fs';
import { Socket } from 'node:net';
import { trySystemCall } from '../errors.js';

const { O_NONBLOCK, O_WRONLY } = constants;

/**
 * Writes to a full pipe as soon as its reader makes room, where the descriptor itself can only be tried again after a time: Node.js waits for
 * sockets only, and a descriptor that it waits for must not be waited for twice. So the pipe is opened once more.
 */
class PatientWriter {
  readonly #socket: Socket;

  private constructor(socket: Socket) {
    this.#socket = socket;
    // The reader of the logs is gone: nobody could read a report, and activations must continue.
    socket.on('error', () => undefined);
    socket.unref();
  }

  /** Undefined for anything but a pipe, and where there is no /proc. */
  static open(descriptor: number): PatientWriter | undefined {
    const fd = trySystemCall(undefined, () =>
      fstatSync(descriptor).isFIFO() ? openSync(`/proc/self/fd/${descriptor}`, O_WRONLY | O_NONBLOCK) : undefined,
    );
    return fd === undefined ? undefined : new PatientWriter(new Socket({ fd, readable: false, writable: true }));
  }

  /** Settles when all is written, or nobody can read it any more. */
  write(bytes: Buffer): Promise<void> {
    return new Promise((resolve) => {
      this.#socket.write(bytes, () => resolve());
    });
  }

  close(): void {
    this.#socket.destroy();
  }
}

/** Writes all, however long that takes. @returns false, and nothing is written, for anything but a pipe, and where there is no /proc */
export async function writePatiently(descriptor: number, bytes: Buffer): Promise<boolean> {
  const writer = PatientWriter.open(descriptor);
  await writer?.write(bytes);
  writer?.close();
  return writer !== undefined;
}

/**
 * Makes writes to a full pipe fail instead of blocking this process, which would answer nothing, not even a signal, until somebody reads its logs.
 * `fs` cannot: libuv does so for a descriptor that it gets. It is that of a socket which is never used, nor closed.
 */
export function stopBlocking(descriptor: number): void {
  trySystemCall(undefined, () => {
    if (fstatSync(descriptor).isFIFO()) {
      new Socket({ fd: descriptor, readable: false, writable: true }).unref();
    }
  });
}

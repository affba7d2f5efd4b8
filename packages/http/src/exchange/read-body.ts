import type { IncomingMessage } from 'node:http';
import { RunnerError } from '@actionrunner/core';

/**
 * Reads a request body, whatever its content type.
 * @returns its bytes; undefined if the client has disconnected
 * @throws RunnerError `ERR_RUNNER_BODY_TOO_LARGE`, `ERR_RUNNER_BODY_ENCODED`; the rest of the body is then discarded as it arrives
 */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const announced = Number(request.headers['content-length'] ?? 0);
    const body = announced > 0 && announced <= maxBytes ? new SizedBody(announced) : new ChunkedBody();
    const refuse = (error: RunnerError) => {
      request.removeAllListeners('data').resume();
      reject(error);
    };
    const tooLarge = () =>
      refuse(
        new RunnerError('ERR_RUNNER_BODY_TOO_LARGE', `The request body is larger than the limit of ${maxBytes} bytes.`),
      );

    if (!['identity', ''].includes((request.headers['content-encoding'] ?? '').toLowerCase())) {
      refuse(new RunnerError('ERR_RUNNER_BODY_ENCODED'));
      return;
    }
    if (announced > maxBytes) {
      tooLarge();
      return;
    }
    request.on('data', (chunk: Buffer) => {
      if (body.length + chunk.length > maxBytes) {
        tooLarge();
      } else {
        body.add(chunk);
      }
    });
    request.once('end', () => resolve(body.bytes()));
    // Both are emitted after 'end' as well, and then have no effect.
    request.once('error', () => resolve(undefined));
    request.once('close', () => resolve(undefined));
  });
}

/** A body of known size: one buffer, filled in place, so that a large body is in memory only once. */
class SizedBody {
  length = 0;
  readonly #bytes: Buffer;

  constructor(size: number) {
    // The server's parser never delivers more or fewer bytes than were announced.
    this.#bytes = Buffer.allocUnsafeSlow(size);
  }

  add(chunk: Buffer): void {
    chunk.copy(this.#bytes, this.length);
    this.length += chunk.length;
  }

  bytes(): Buffer {
    return this.#bytes.subarray(0, this.length);
  }
}

/** A body of unknown size. */
class ChunkedBody {
  length = 0;
  readonly #chunks: Buffer[] = [];

  add(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.length += chunk.length;
  }

  bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }
}

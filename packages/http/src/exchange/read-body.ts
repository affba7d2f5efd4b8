import type { IncomingMessage } from 'node:http';
import { RunnerError } from '@actionrunner/core';

/** Encodings of a body that is not encoded. */
const PLAIN: readonly string[] = ['identity', ''];

/**
 * Reads a request body, whatever its content type.
 * @returns its bytes; undefined if the client has disconnected
 * @throws RunnerError `ERR_RUNNER_BODY_TOO_LARGE`, `ERR_RUNNER_BODY_ENCODED`; the rest of the body is then discarded as it arrives
 */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const { 'content-length': length, 'content-encoding': encoding } = request.headers;
    const announced = length === undefined ? 0 : Number(length);
    const refuse = (error: RunnerError) => {
      request.removeAllListeners('data').resume();
      reject(error);
    };
    if (encoding !== undefined && !PLAIN.includes(encoding.toLowerCase())) {
      refuse(new RunnerError('ERR_RUNNER_BODY_ENCODED'));
      return;
    }
    if (announced > maxBytes) {
      refuse(createTooLargeError(maxBytes));
      return;
    }
    const body = new Body(announced);
    request.on('data', (chunk: Buffer) => {
      if (body.length + chunk.length > maxBytes) {
        refuse(createTooLargeError(maxBytes));
      } else {
        body.add(chunk);
      }
    });
    request.on('end', () => resolve(body.bytes()));
    // Both are emitted after 'end' as well, and then have no effect.
    const disconnect = () => resolve(undefined);
    request.on('error', disconnect);
    request.on('close', disconnect);
  });
}

function createTooLargeError(maxBytes: number): RunnerError {
  return new RunnerError(
    'ERR_RUNNER_BODY_TOO_LARGE',
    `The request body is larger than the limit of ${maxBytes} bytes.`,
  );
}

/** A body as it arrives: one that comes in one piece stays that piece; the pieces of any other are copied together. */
class Body {
  length = 0;
  readonly #announced: number;
  #chunks: Buffer[] = [];
  /** What a body of known size is copied into as it arrives, so that a large one is in memory only once. */
  #whole: Buffer | undefined;

  /** @param announced its size; 0 if that is not known */
  constructor(announced: number) {
    this.#announced = announced;
  }

  add(chunk: Buffer): void {
    if (this.#announced > 0 && chunk.length < this.#announced) {
      // The server's parser never delivers more or fewer bytes than were announced.
      this.#whole ??= Buffer.allocUnsafeSlow(this.#announced);
      chunk.copy(this.#whole, this.length);
    } else {
      this.#chunks.push(chunk);
    }
    this.length += chunk.length;
  }

  bytes(): Buffer {
    if (this.#whole) {
      return this.#whole.subarray(0, this.length);
    }
    const [first] = this.#chunks;
    return first && this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks);
  }
}

import type { IncomingMessage } from 'node:http';
import { RunnerError } from '@actionrunner/core';

/** Encodings of a body that is not encoded. */
const PLAIN: readonly string[] = ['identity', ''];

/**
 * Reads a request body, whatever its content type.
 * @returns its bytes; undefined if the client has disconnected
 * @throws RunnerError `ERR_RUNNER_BODY_TOO_LARGE`, `ERR_RUNNER_BODY_ENCODED`; the rest of the body is then discarded as it arrives
 */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  const { 'content-length': length, 'content-encoding': encoding } = request.headers;
  const announced = length === undefined ? 0 : Number(length);
  const isEncoded = encoding !== undefined && !PLAIN.includes(encoding.toLowerCase());
  if (isEncoded || announced > maxBytes) {
    request.resume();
    throw isEncoded ? new RunnerError('ERR_RUNNER_BODY_ENCODED') : createTooLargeError(maxBytes);
  }
  // A body that came together with its head is there when the parser is through with it, which it is not yet.
  await undefined;
  if (announced > 0 && request.readableLength === announced) {
    const body = request.read() as Buffer;
    // Lets the stream end, which nobody waits for.
    request.resume();
    return body;
  }
  return await readPieces(request, announced, maxBytes);
}

function readPieces(request: IncomingMessage, announced: number, maxBytes: number): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const refuse = (error: RunnerError) => {
      request.removeAllListeners('data').resume();
      reject(error);
    };
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

/** A body as it arrives in pieces. */
class Body {
  length = 0;
  readonly #announced: number;
  readonly #chunks: Buffer[] = [];
  /** What a body of known size is copied into as it arrives, so that a large one is in memory only once. */
  #whole: Buffer | undefined;

  /** @param announced its size; 0 if that is not known */
  constructor(announced: number) {
    this.#announced = announced;
  }

  add(chunk: Buffer): void {
    if (this.#announced > 0) {
      // The server's parser never delivers more or fewer bytes than were announced.
      this.#whole ??= Buffer.allocUnsafeSlow(this.#announced);
      chunk.copy(this.#whole, this.length);
    } else {
      this.#chunks.push(chunk);
    }
    this.length += chunk.length;
  }

  bytes(): Buffer {
    return this.#whole ?? Buffer.concat(this.#chunks);
  }
}

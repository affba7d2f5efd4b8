/** The last bytes of what comes in pieces, copied into one buffer of a fixed size. */
export class Tail {
  readonly #size: number;
  #buffer: Buffer | undefined;
  #length = 0;

  /** @param size how many bytes are kept */
  constructor(size: number) {
    this.#size = size;
  }

  /** The bytes kept; they change with the next call of {@link add}. */
  get bytes(): Buffer {
    return this.#buffer?.subarray(0, this.#length) ?? Buffer.alloc(0);
  }

  add(bytes: Buffer): void {
    if (bytes.length === 0) {
      return;
    }
    this.#buffer ??= Buffer.allocUnsafeSlow(this.#size);
    const added = Math.min(bytes.length, this.#size);
    const kept = Math.min(this.#length, this.#size - added);
    this.#buffer.copyWithin(0, this.#length - kept, this.#length);
    bytes.copy(this.#buffer, kept, bytes.length - added);
    this.#length = kept + added;
  }

  clear(): void {
    this.#length = 0;
  }
}

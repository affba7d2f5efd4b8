/** A result whose text is known to be a JSON object or array: checked by the runner, so not checked again. */
export class ResultText {
  readonly bytes: Buffer;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }
}

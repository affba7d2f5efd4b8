const BRAND = Symbol.for('actionrunner.ResultText');

/** A result whose text is known to be a JSON object or array: checked by the runner, so not checked again. */
export class ResultText {
  readonly bytes: Buffer;
  /** Whether it is an object with a member `error`: an application error. */
  readonly isError: boolean;

  constructor(bytes: Buffer, isError: boolean) {
    this.bytes = bytes;
    this.isError = isError;
    Object.defineProperty(this, BRAND, { value: true });
  }
}

/** Whether `value` is a {@link ResultText}, also one of another copy of this package. */
export function isResultText(value: unknown): value is ResultText {
  return typeof value === 'object' && value !== null && BRAND in value;
}

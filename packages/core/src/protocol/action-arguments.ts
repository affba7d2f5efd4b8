import { memberBytes, onOneLine } from './json.js';

/** The parameters of one activation: the JSON text as it was sent, on one line, and on demand its parsed value. */
export class ActionArguments {
  /** The JSON text in UTF-8, without line ends. Numbers, key order and escapes are those of the sender. */
  readonly json: Buffer;
  #value: Record<string, unknown> | unknown[] | undefined;

  /** @param json a valid JSON object or array */
  constructor(json: Buffer) {
    this.json = onOneLine(json);
  }

  /** The arguments in the `value` of a run message; `{}` when it has none. The message must be a valid JSON object. */
  static of(message: Buffer): ActionArguments {
    return new ActionArguments(memberBytes(message, 'value') ?? Buffer.from('{}'));
  }

  /** The parsed parameters, an object or an array. Numbers beyond 2^53 lose digits here; {@link json} keeps them. */
  get value(): Record<string, unknown> | unknown[] {
    this.#value ??= JSON.parse(this.json.toString()) as Record<string, unknown> | unknown[];
    return this.#value;
  }

  /** The JSON text. */
  toString(): string {
    return this.json.toString();
  }
}

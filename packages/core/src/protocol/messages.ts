import type { Environment } from './environment.js';
import { findMember, joinLines } from './json.js';

/** A JSON object. */
export type JsonObject = Record<string, unknown>;

/** The message of `POST /init`, with its defaults filled in. */
export interface InitMessage {
  /** Name of the action; `''` if the message has none. */
  readonly name: string;
  /** Entry point; `'main'` if the message has none. */
  readonly main: string;
  /** Source text, or the base64 of an archive or a single file if `binary`; undefined if nothing is delivered. */
  readonly code: string | undefined;
  /** Whether `code` is base64. */
  readonly binary: boolean;
  /** The archive or file itself, if it was taken out of the message: `code` is then encoded when it is read. A copy of the message has none. */
  readonly archive?: Buffer;
  /** The same for a large source: its bytes in UTF-8. */
  readonly source?: Buffer;
  /** Variables of the init, as strings; those that start with `__OW_` are set during the init only. */
  readonly env: Environment;
  /** One sentence for each variable that was left out. */
  readonly omitted: readonly string[];
}

/** Whether a message delivers code, whose text is not made for this. */
export function hasCode(message: InitMessage): boolean {
  return message.archive !== undefined || message.source !== undefined || message.code !== undefined;
}

/** The message of `POST /run`. */
export interface RunMessage {
  /** The whole message as it was sent, on one line. */
  readonly json: Buffer;
  /** The parameters of the activation. */
  readonly args: ActionArguments;
  /** The activation context as environment variables: `__OW_ACTIVATION_ID`, `__OW_DEADLINE`, … */
  readonly context: Environment;
  /** One sentence for each variable that was left out. */
  readonly omitted: readonly string[];
}

/** A result whose text is known to be a JSON object or array, so that it is not checked again, such as that of an action loop. */
export interface ResultText {
  /** The JSON text in UTF-8. */
  readonly bytes: Buffer;
  /** Whether it is an application error: an object with a member `error`. */
  readonly isError: boolean;
  /** True if the action wrote bytes that are not UTF-8, which U+FFFD has replaced. */
  readonly isRepaired?: true;
}

/** The result of an activation: its JSON text, as bytes or string, or a plain object or array. */
export type ActionResult = ResultText | Uint8Array | string | JsonObject | readonly unknown[];

/**
 * The parameters of one activation: the JSON text as it was sent, on one line, and its value, parsed on demand.
 * @public
 * @example
 * ```js
 * import { ActionArguments } from '@actionrunner/core';
 *
 * const args = new ActionArguments(Buffer.from('{"id":12345678901234567890}'));
 * console.log(String(args)); // the digits as they were sent
 * console.log(args.value); // parsed when asked for
 * ```
 */
export class ActionArguments {
  #json: Buffer;
  /** Whether `#json` is the whole message as long as nobody has asked: a loop process gets that, and never asks for the parameters alone. */
  #isMessage = false;
  #isAsked = false;
  #value: Record<string, unknown> | unknown[] | undefined;

  /** @param json a valid JSON object or array */
  constructor(json: Buffer) {
    this.#json = json;
  }

  /**
   * Returns the arguments in the `value` of a run message; `{}` if it has none. The message must be a valid JSON object. It is
   * searched when they are first asked for.
   */
  static of(message: Buffer): ActionArguments {
    const args = new ActionArguments(message);
    args.#isMessage = true;
    return args;
  }

  /** The JSON text in UTF-8, on one line. Numbers, key order and escapes are those of the sender. */
  get json(): Buffer {
    if (!this.#isAsked) {
      this.#isAsked = true;
      this.#json = joinLines(this.#isMessage ? (findMember(this.#json, 'value') ?? Buffer.from('{}')) : this.#json);
    }
    return this.#json;
  }

  /** The parsed parameters, an object or an array. Numbers beyond 2^53 lose digits here, but not in {@link json}. */
  get value(): Record<string, unknown> | unknown[] {
    this.#value ??= JSON.parse(this.json.toString()) as Record<string, unknown> | unknown[];
    return this.#value;
  }

  /** The JSON text. */
  toString(): string {
    return this.json.toString();
  }

  /** The parsed parameters, for `JSON.stringify`, and as the result of a runner that returns them. */
  toJSON(): Record<string, unknown> | unknown[] {
    return this.value;
  }
}

const BRAND = Symbol.for('actionrunner.ResultText');

/** A {@link ResultText}, which the protocol creates after its check. */
export class CheckedText implements ResultText {
  readonly bytes: Buffer;
  readonly isError: boolean;
  declare readonly isRepaired?: true;

  constructor(bytes: Buffer, isError: boolean, isRepaired = false) {
    this.bytes = bytes;
    this.isError = isError;
    if (isRepaired) {
      this.isRepaired = true;
    }
  }

  static {
    Object.defineProperty(CheckedText.prototype, BRAND, { value: true });
  }
}

/** Whether `value` is a {@link CheckedText}, even one of another copy of this package. */
export function isResultText(value: unknown): value is ResultText {
  return typeof value === 'object' && value !== null && BRAND in value;
}

/** Where the last line of a process comes from. */
export interface LineOrigin {
  /** Whether it has been logged, and is not to be if it is refused as a result. */
  readonly isLogged: boolean;
  readonly exitStatus: number | null;
  /** The end of what was written before it. */
  readonly before: Buffer;
}

const ORIGIN = Symbol.for('actionrunner.origin');

/** Attaches its origin to a line that will probably be refused as a result. */
export function setOrigin(line: Buffer, origin: LineOrigin): Buffer {
  return Object.defineProperty(line, ORIGIN, { value: origin });
}

/** The origin of a result; undefined if it is not such a line. */
export function originOf(result: unknown): LineOrigin | undefined {
  return result instanceof Uint8Array ? (result as { readonly [ORIGIN]?: LineOrigin })[ORIGIN] : undefined;
}

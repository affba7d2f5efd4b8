import type { ActionArguments } from './protocol/action-arguments.js';
import type { ResultText } from './protocol/result-text.js';

/** Environment variables of a process. Made without a prototype, so that any name is safe. */
export type Environment = Record<string, string>;

/** A JSON object. */
export type JsonObject = Record<string, unknown>;

/** What `POST /init` delivers, with its defaults filled in. */
export interface InitMessage {
  /** Name of the action; `''` when the message has none. */
  readonly name: string;
  /** Entry point; `'main'` when the message has none. */
  readonly main: string;
  /** Source text, or base64 of a zip when `binary`; undefined when nothing is delivered. */
  readonly code: string | undefined;
  readonly binary: boolean;
  /** Variables of the init, as strings; names starting `__OW_` hold during the init only. */
  readonly env: Environment;
  /** One sentence for each variable that had to be left out. */
  readonly omitted: readonly string[];
}

/** What `POST /run` delivers. */
export interface RunMessage {
  /** The whole message as it was sent, on one line. */
  readonly json: Buffer;
  /** The parameters of the activation. */
  readonly args: ActionArguments;
  /** The activation context as environment variables: `__OW_ACTIVATION_ID`, `__OW_DEADLINE`, … */
  readonly context: Environment;
  /** One sentence for each variable that had to be left out. */
  readonly omitted: readonly string[];
}

/** The result of an activation: its JSON text, as bytes or string, or a plain object or array. */
export type ActionResult = ResultText | Uint8Array | string | JsonObject | readonly unknown[];

import { encodeInit, encodeRun } from '@actionrunner/core/internal';
import type { Action } from '../action/read-action.js';
import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';
import { parseJson } from './parse-json.js';
import type { Runtime } from './place.js';
import type { Answer } from './post.js';

/** The action of an image with its code built in. */
const BUILT_IN = { name: 'action', code: undefined, binary: false };

/** What the messages of one activation have in common. */
export interface Message {
  /** What `createContext` returned. */
  readonly context: Readonly<Record<string, string>>;
  /** Time limit of the init and of the run, each. */
  readonly timeoutMs: number;
}

/** A runtime, and who describes what it answers instead of a result. */
export type WatchedRuntime = Pick<Runtime, 'name' | 'send'> & { readonly describe: (answer: Answer) => string };

/** How an action is initialized. */
export interface InitFlags {
  readonly main: string;
  readonly env?: Readonly<Record<string, string>> | undefined;
}

/** The result of an activation. */
export interface Result {
  /** The body of the answer, unchanged. */
  readonly body: string;
  readonly value: unknown;
}

/** Initializes a runtime. @throws CliError if the action is broken, or the runtime cannot be reached */
export async function initialize(
  { send, describe }: WatchedRuntime,
  action: Action | undefined,
  { main, env }: InitFlags,
  message: Message,
): Promise<void> {
  const answer = await send('init', () => encodeInit({ ...(action ?? BUILT_IN), main, env }, addDeadline(message)));
  if (answer.status !== 200) {
    throw new CliError(EXIT.developer, `the action could not be initialized: ${describe(answer)}`);
  }
}

/**
 * Runs an action.
 * @param parameters a JSON text
 * @throws CliError if the action is broken, or the runtime cannot be reached
 */
export async function run(
  { name, send, describe }: WatchedRuntime,
  parameters: string,
  message: Message,
): Promise<Result> {
  const answer = await send('run', () => encodeRun(parameters, addDeadline(message)));
  if (answer.status !== 200) {
    throw new CliError(EXIT.developer, `the action failed: ${describe(answer)}`);
  }
  const { body } = answer;
  const value = parseJson(body);
  if (value === undefined) {
    throw new CliError(EXIT.developer, `the answer of ${name} is not JSON; an OpenWhisk runtime answers with JSON.`);
  }
  return { body, value };
}

/** Epoch milliseconds; the invoker sends a string. */
function addDeadline({ context, timeoutMs }: Message): Readonly<Record<string, string>> {
  return { ...context, deadline: String(Date.now() + timeoutMs) };
}

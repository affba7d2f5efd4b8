import { randomUUID } from 'node:crypto';
import type { Action } from './read-action.js';

/** How long the platform gives an activation by default (openwhisk, `TimeLimit`). */
const TIME_LIMIT_MS = 60_000;
const VERSION = '0.0.1';
const NAMESPACE = 'guest';

/** The activation context, as the invoker sends it. */
export interface Context {
  readonly activation_id: string;
  readonly action_name: string;
  readonly action_version: string;
  readonly namespace: string;
  readonly transaction_id: string;
  /** Epoch milliseconds; the invoker sends a string. */
  readonly deadline: string;
}

/** The context of a new activation. */
export function newContext(name: string): Context {
  return {
    activation_id: randomUUID().replaceAll('-', ''),
    action_name: `/${NAMESPACE}/${name}`,
    action_version: VERSION,
    namespace: NAMESPACE,
    transaction_id: randomUUID().replaceAll('-', ''),
    deadline: String(Date.now() + TIME_LIMIT_MS),
  };
}

/** Body of `POST /init`. */
export function initBody(
  action: Action,
  main: string,
  env: Readonly<Record<string, string>>,
  context: Context,
): string {
  const { name, code, binary } = action;
  const variables = Object.entries(context).map(([key, value]) => [`__OW_${key.toUpperCase()}`, value]);
  return JSON.stringify({ value: { name, main, code, binary, env: { ...env, ...Object.fromEntries(variables) } } });
}

/** Body of `POST /run`; the parameters are a JSON text, whose numbers keep their digits. */
export function runBody(parameters: string, context: Context): string {
  return `{"value":${parameters},${JSON.stringify(context).slice(1)}`;
}

import { randomUUID } from 'node:crypto';
import type { ActionFlags } from '../action/action-options.js';
import type { Action } from '../action/read-action.js';

const VERSION = '0.0.1';
const NAMESPACE = 'guest';

/** The context of a new activation, as the invoker sends it; the deadline is added to each message. */
export function newContext(name: string): Record<string, string> {
  return {
    activation_id: randomUUID().replaceAll('-', ''),
    action_name: `/${NAMESPACE}/${name}`,
    action_version: VERSION,
    namespace: NAMESPACE,
    transaction_id: randomUUID().replaceAll('-', ''),
  };
}

/** What is initialized where the code is built in. */
const BUILT_IN = { name: 'action', code: undefined, binary: false };

/** Body of `POST /init`; without an action what the platform sends for an image with its code built in. */
export function initBody(
  action: Action | undefined,
  { main, env }: ActionFlags,
  context: Readonly<Record<string, string>>,
): string {
  const { name, code, binary } = action ?? BUILT_IN;
  const variables = Object.entries(context).map(([key, value]) => [`__OW_${key.toUpperCase()}`, value]);
  return JSON.stringify({ value: { name, main, code, binary, env: { ...env, ...Object.fromEntries(variables) } } });
}

/** Body of `POST /run`; the parameters are a JSON text, whose numbers keep their digits. */
export function runBody(parameters: string, context: Readonly<Record<string, string>>): string {
  return `{"value":${parameters},${JSON.stringify(context).slice(1)}`;
}

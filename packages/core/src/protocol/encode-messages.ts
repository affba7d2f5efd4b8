import type { Environment } from './environment.js';
import { createUuid } from './uuid.js';

const VERSION = '0.0.1';
const NAMESPACE = 'guest';

/** An action to initialize a runtime with. */
export interface ActionToSend {
  readonly name: string;
  readonly main: string;
  /** Source text, or base64 of a zip when `binary`; undefined for an image with its code built in. */
  readonly code: string | undefined;
  readonly binary: boolean;
  readonly env?: Readonly<Environment> | undefined;
}

/** Creates the context of a new activation as the invoker sends it, without the deadline, which each message has. */
export function createContext(action: string): Environment {
  return {
    activation_id: createUuid().replaceAll('-', ''),
    action_name: `/${NAMESPACE}/${action}`,
    action_version: VERSION,
    namespace: NAMESPACE,
    transaction_id: createUuid().replaceAll('-', ''),
  };
}

/** Encodes the body of `POST /init` as the invoker sends it. */
export function encodeInit({ name, main, code, binary, env }: ActionToSend, context: Readonly<Environment>): string {
  const variables = Object.entries(context).map(([key, value]) => [`__OW_${key.toUpperCase()}`, value]);
  return JSON.stringify({ value: { name, main, code, binary, env: { ...env, ...Object.fromEntries(variables) } } });
}

/** Encodes the body of `POST /run` as the invoker sends it. The parameters are a JSON text: numbers keep their digits. */
export function encodeRun(parameters: string, context: Readonly<Environment>): string {
  return `{"value":${parameters},${JSON.stringify(context).slice(1)}`;
}

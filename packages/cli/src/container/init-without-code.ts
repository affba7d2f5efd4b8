import type { ActionFlags } from '../action/action-options.js';

/** Body of the `POST /init` that the platform sends for an image with its code built in. */
export function initWithoutCode({ main, env }: ActionFlags, context: Readonly<Record<string, string>>): string {
  const variables = Object.entries(context).map(([key, value]) => [`__OW_${key.toUpperCase()}`, value]);
  const value = { name: 'action', main, binary: false, env: { ...env, ...Object.fromEntries(variables) } };
  return JSON.stringify({ value });
}

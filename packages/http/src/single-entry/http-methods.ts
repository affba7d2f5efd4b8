import { RunnerError } from '@actionrunner/core';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

/** A method that the single entry point can take. */
export type HttpMethod = (typeof METHODS)[number];

/**
 * Reads a list of methods: `GET,POST`, `[GET,POST]` or `["get","post"]`.
 * @throws RunnerError `ERR_RUNNER_OPTION`
 */
export function readMethods(option: string, text: string): readonly HttpMethod[] {
  const list = /^\s*\[(.*)\]\s*$/.exec(text)?.[1] ?? text;
  const names = list.split(',').map((name) => name.trim().replace(/^(["'])(.*)\1$/, '$2'));
  const methods = names.map((name) => METHODS.find((method) => method === name.toUpperCase()));
  if (methods.includes(undefined)) {
    throw new RunnerError(
      'ERR_RUNNER_OPTION',
      `The option ${option} must be a list of ${METHODS.join(', ')}, not ${JSON.stringify(text)}.`,
    );
  }
  return [...new Set(methods as HttpMethod[])];
}

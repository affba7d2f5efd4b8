import type { ActionRunner } from '@actionrunner/core';
import { type Answer, type RequestOptions, request } from './connection.js';
import { nativeRunner, type ServerOptions, startServer } from './servers.js';

/** `serve` with the single entry point, for the current test. */
export function startEntry(
  runner: ActionRunner = nativeRunner(),
  environment: Record<string, string> = {},
  options: ServerOptions = {},
): ReturnType<typeof startServer> {
  return startServer(runner, options, { __OW_RUNTIME_PLATFORM: 'knative', ...environment });
}

/** A request to the single entry point. */
export function enter(url: string, body: unknown = '', options: Omit<RequestOptions, 'body'> = {}): Promise<Answer> {
  return request(url, '/', { ...options, body });
}

/** A shell script as the code of an init. */
export function script(...lines: string[]): string {
  return ['#!/bin/sh', ...lines, ''].join('\n');
}

/** An action that returns its parameters, as they are. */
export const ECHO: string = script('cat');

/** An action that returns one environment variable. */
export function variable(name: string): string {
  return script(`printf '{"value":"%s"}' "$${name}"`);
}

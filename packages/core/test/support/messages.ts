import { afterTest } from '../../../../test/support/clean-up.js';
import type { ActionResult } from '../../src/protocol/messages.js';
import { parseInit } from '../../src/protocol/parse-init.js';
import { parseRun } from '../../src/protocol/parse-run.js';
import type { ActionRunner } from '../../src/runner/action-runner.js';
import { makeActivation } from './memory-log-sink.js';

export const bodyOf = (message: unknown): Buffer => Buffer.from(JSON.stringify(message));

/** The body of an init that delivers `code`. */
export const initBody = (code: string, fields: Record<string, unknown> = {}): Buffer =>
  bodyOf({ value: { code, ...fields } });

/** The body of a run with these parameters. */
export const runBody = (value: unknown, context: Record<string, unknown> = {}): Buffer => bodyOf({ value, ...context });

/** Those that are closed after the test. */
const initialized = new WeakSet<ActionRunner>();

/** Sends an init straight to a runner. The runner is closed after the test, so that no shells of its wait longer. */
export async function initialize(
  runner: ActionRunner,
  value: Record<string, unknown>,
  activation = makeActivation(),
): Promise<void> {
  if (!initialized.has(runner)) {
    initialized.add(runner);
    afterTest(() => runner.close());
  }
  await runner.initialize(await parseInit(bodyOf({ value })), activation);
}

/** Sends a run straight to a runner. */
export async function activate(
  runner: ActionRunner,
  body: Buffer = runBody({}),
  activation = makeActivation(),
): Promise<ActionResult> {
  return await runner.activate(await parseRun(body), activation);
}

/** A result as text. */
export const textOf = (result: ActionResult): string =>
  typeof result === 'string' || result instanceof Uint8Array
    ? Buffer.from(result as Uint8Array).toString()
    : JSON.stringify(result);

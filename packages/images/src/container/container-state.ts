import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type CallResult, call } from './call.js';
import { createStartError, type EngineError, type UnstartedError } from './container-error.js';
import type { Engine } from './engine.js';

/** A container that was created. */
export interface CreatedContainer {
  readonly name: string;
  readonly engine: Engine;
  /** Working directory of the commands: podman leaves a file there if memory ran out. */
  readonly folder: string;
}

/** How a container ended. */
export interface ContainerEnd {
  readonly code: number;
  readonly outOfMemory: boolean;
  /** Why it never ran, if it did not; undefined otherwise. */
  readonly unstarted: UnstartedError | EngineError | undefined;
}

const KILLED = 137;
/** When a container started that never did. */
const NEVER = /^0001-01-01/;

/** Finds out how a container ended, from its exit status, its last output and what the engine knows. */
export async function readEnd(container: CreatedContainer, code: number, output: string): Promise<ContainerEnd> {
  const isUnstarted = async () => NEVER.test(await readState(container, 'StartedAt'));
  return {
    code,
    outOfMemory: code === KILLED && (await wasOutOfMemory(container)),
    unstarted: code !== 0 && (await isUnstarted()) ? createStartError(output) : undefined,
  };
}

/** Reads the loopback port that a port of a container is published on. @returns undefined if it is not, with the failed call */
export async function readPublishedPort(
  { engine, name }: CreatedContainer,
  port: number,
): Promise<{ readonly published: number | undefined; readonly called: CallResult }> {
  const called = await call(engine.command, ['port', name, `${port}/tcp`]);
  const [, published] = /:(\d+)$/m.exec(called.stdout.trim()) ?? [];
  return { published: published === undefined ? undefined : Number(published), called };
}

async function wasOutOfMemory(container: CreatedContainer): Promise<boolean> {
  // Older versions of podman report it only with this file.
  return existsSync(join(container.folder, 'oom')) || (await readState(container, 'OOMKilled')) === 'true';
}

async function readState({ engine, name }: CreatedContainer, field: string): Promise<string> {
  const called = await call(engine.command, ['inspect', '--format', `{{.State.${field}}}`, name]);
  return called.stdout.trim();
}

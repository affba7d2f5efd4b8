import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DOCKER, docker, run } from '../../../../test/containers/support/docker.js';
import { isAlive } from '../../../core/test/support/wait-for.js';
import type { CommandOptions } from './command.js';

/** Options of a command that is to use the engine of the tests. */
export const WITH_ENGINE: CommandOptions = { env: { ACTIONRUNNER_DOCKER: DOCKER } };

/** Builds an image from a Dockerfile without files of its own. One that a killed run left is swept by the next run of `test/containers`. */
export async function buildImage(name: string, lines: readonly string[], folder: string): Promise<void> {
  const file = join(folder, 'Dockerfile');
  writeFileSync(file, lines.join('\n'));
  const owned = ['--label', 'ci=1', '--label', `ci.owner=${process.pid}`];
  await docker(['build', '-q', ...owned, '-t', name, '-f', file, folder]);
}

/** Removes an image that a test built, if it got so far. */
export async function removeImage(name: string): Promise<void> {
  await run(DOCKER, ['rmi', '-f', name]);
}

/** The names of the containers that a running command started. */
export async function containersOf(pid: number | undefined): Promise<string[]> {
  return (await owners()).flatMap(([name, owner]) => (owner === pid ? [name] : []));
}

/** The names of the containers whose command has ended. */
export async function leftContainers(): Promise<string[]> {
  return (await owners()).flatMap(([name, owner]) => (isAlive(owner) ? [] : [name]));
}

/** Docker prints labels as `name=value`, podman as `name:value`. */
async function owners(): Promise<[name: string, pid: number][]> {
  const format = ['--format', '{{.Names}} {{.Labels}}'];
  const lines = (await docker(['ps', '-a', '--filter', 'label=actionrunner.pid', ...format])).split('\n');
  return lines
    .filter(Boolean)
    .map((line) => [line.split(' ')[0] as string, Number(/actionrunner\.pid[=:](\d+)/.exec(line)?.[1])]);
}

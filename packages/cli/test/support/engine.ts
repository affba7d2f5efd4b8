import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive } from '../../../core/test/support/wait-for.js';
import type { CommandOptions } from './command.js';

/** Whether a command runs containers: a client without its engine tells its version, too. */
function works(command: string): boolean {
  return spawnSync(command, ['images', '-q'], { stdio: 'ignore' }).status === 0;
}

const candidates = process.env['ACTIONRUNNER_DOCKER'] ? [process.env['ACTIONRUNNER_DOCKER']] : ['docker', 'podman'];
const found = candidates.find(works);

/** The command that runs containers here. */
export const DOCKER: string = found ?? 'docker';

/** Options of a command that is to use {@link DOCKER}. */
export const WITH_ENGINE: CommandOptions = { env: { ACTIONRUNNER_DOCKER: DOCKER } };

/** A describe that is skipped, and says so, where no containers can be run. */
export const describeWithEngine: jest.Describe = found === undefined ? describe.skip : describe;
if (found === undefined) {
  console.warn('SKIPPED: tests with containers need docker or podman; scripts/containers/setup.sh prepares a machine.');
}

/** Calls the engine. @returns its stdout */
export function docker(...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(DOCKER, args, { encoding: 'utf8' });
  if (status !== 0) {
    throw new Error(`${DOCKER} ${args.join(' ')}: exit status ${status}\n${stderr}`);
  }
  return stdout.trim();
}

/** Builds an image from a Dockerfile without files of its own. One that a killed run left is swept by the next run of `test/containers`. */
export function buildImage(name: string, lines: readonly string[], folder: string): void {
  const file = join(folder, 'Dockerfile');
  writeFileSync(file, lines.join('\n'));
  docker('build', '-q', '--label', 'ci=1', '--label', `ci.owner=${process.pid}`, '-t', name, '-f', file, folder);
}

/** Removes an image that a test built. */
export function removeImage(name: string): void {
  spawnSync(DOCKER, ['rmi', '-f', name], { stdio: 'ignore' });
}

/** The names of the containers that a running command started. */
export function containersOf(pid: number | undefined): string[] {
  return owners().flatMap(([name, owner]) => (owner === pid ? [name] : []));
}

/** The names of the containers whose command has ended. */
export function leftContainers(): string[] {
  return owners().flatMap(([name, owner]) => (isAlive(owner) ? [] : [name]));
}

/** Docker prints labels as `name=value`, podman as `name:value`. */
function owners(): [name: string, pid: number][] {
  const format = ['--format', '{{.Names}} {{.Labels}}'];
  const lines = docker('ps', '-a', '--filter', 'label=actionrunner.pid', ...format).split('\n');
  return lines
    .filter(Boolean)
    .map((line) => [line.split(' ')[0] as string, Number(/actionrunner\.pid[=:](\d+)/.exec(line)?.[1])]);
}

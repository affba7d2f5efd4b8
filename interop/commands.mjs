/** What subjects share: commands of the machine, and programs of Debian packages that were unpacked into folders. */
import { spawnSync } from 'node:child_process';
import * as path from 'node:path';

const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;
const ERROR_CHARACTERS = 2000;

/** Whether the machine has a command. */
export function hasCommand(command) {
  return spawnSync('sh', ['-c', 'command -v "$0"', command]).status === 0;
}

/**
 * Runs a command, and returns what it printed on stdout.
 * @throws {Error} `missing` if there is no such command; with what it printed if it fails
 */
export function runCommand(command, args, missing, options = {}) {
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: MAX_OUTPUT_BYTES,
    ...options,
  });
  if (error?.code === 'ENOENT') throw missing(`there is no ${command}`);
  if (status !== 0) {
    const reason = error ?? `exit status ${status}`;
    throw new Error(`${command} ${args.join(' ')}: ${reason}: ${`${stdout}${stderr}`.slice(-ERROR_CHARACTERS)}`);
  }
  return stdout;
}

/** The environment in which programs of Debian packages find the libraries that were unpacked with them. */
export function createDebianEnvironment(...roots) {
  const libraries = roots.flatMap((root) =>
    ['usr/lib', 'lib']
      .flatMap((lib) => [lib, `${lib}/x86_64-linux-gnu`, `${lib}/aarch64-linux-gnu`])
      .map((name) => path.join(root, name)),
  );
  return { ...process.env, LD_LIBRARY_PATH: libraries.join(':') };
}

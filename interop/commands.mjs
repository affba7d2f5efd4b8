/** What subjects share: commands of the machine, and programs of Debian packages that were unpacked into folders. */
import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import { describeLack } from '../scripts/interop/lacking.js';

const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;
const ERROR_CHARACTERS = 2000;
/** How programs say that something of the machine is missing, which their package does not bring along. */
const LACKING = [
  /error while loading shared libraries: ([^\s:]+)/,
  /Can't locate (\S+\.pm) in @INC/,
  /\bspawn(?:Sync)? (\S+) ENOENT/,
];

/**
 * Runs a command, and returns what it printed on stdout. Some tools write file names as the locale says, or the name of the
 * user: the locale is that of UTF-8 on every machine, and the variable USER is only set to a name that the caller has chosen.
 * @throws {Error} `missing` if there is no such command, or if it says that it lacks a library or another command; with what it printed
 *   if it fails otherwise
 */
export function runCommand(command, args, missing, options = {}) {
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: MAX_OUTPUT_BYTES,
    ...options,
    env: { ...(options.env ?? process.env), LC_ALL: 'C.UTF-8', USER: chosenUser(options.env) },
  });
  if (error?.code === 'ENOENT') throw missing(describeLack(command));
  if (status !== 0) {
    const lacking = LACKING.map((pattern) => pattern.exec(stderr)?.[1]).find((name) => name !== undefined);
    if (lacking !== undefined) throw missing(describeLack(lacking));
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

/** Undefined for the user of the machine. */
function chosenUser(env) {
  return env?.USER === process.env.USER ? undefined : env?.USER;
}

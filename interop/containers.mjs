/** What subjects share that run containers: the engine of this machine, and images of this project as the clone has them now. */
import { spawn } from 'node:child_process';
import { ImageError } from '@actionrunner/images';
import { buildImages } from '../scripts/images/build.js';
import { selectImages, tagOf } from '../scripts/images/catalogue.js';
import { findBuilder } from '../scripts/images/engine.js';

const ERROR_CHARACTERS = 2000;

/**
 * Builds images of `examples/images`.
 * @returns the command of the engine, whether that is docker or podman, and a function that returns the tag of an image
 * @throws {Error} `missing` if no engine answers
 */
export async function prepareImages(names, missing) {
  const engine = await findBuilder().catch((error) => {
    if (!(error instanceof ImageError)) throw error;
    throw missing(`${error.message} "bash scripts/containers/setup.sh" prepares a Debian machine, as root.`);
  });
  await buildImages({ images: selectImages(names), engine });
  return { docker: engine.command, kind: engine.kind, tagOf };
}

/**
 * Runs a command to its end.
 * @returns its exit status (null if it was killed), and all that it printed
 * @throws {Error} if it took longer than `timeout`: that is a slow machine, and nothing to write into a row
 */
export async function collect(command, args, options = {}) {
  let output = '';
  const started = Date.now();
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  const status = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  if (status === null && Date.now() - started >= (options.timeout ?? Number.POSITIVE_INFINITY)) {
    throw new Error(`${command} did not end within ${options.timeout / 1000} s: ${output.slice(-ERROR_CHARACTERS)}`);
  }
  return { status, output };
}

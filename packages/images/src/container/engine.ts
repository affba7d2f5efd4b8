import { resolve } from 'node:path';
import { ImageError } from '../image-error.js';
import { call, describeFailure } from './call.js';

/** A program that runs containers. */
export interface Engine {
  /** The command to call. */
  readonly command: string;
  /** What it is: a command called docker may be podman. */
  readonly kind: 'docker' | 'podman';
}

/**
 * The environment variable that names the command.
 *
 * @example
 * ```js
 * import { ENGINE_VARIABLE, findEngine, ImageError } from '@actionrunner/images';
 *
 * process.env[ENGINE_VARIABLE] = '/no/such/docker';
 * console.log(await findEngine(undefined).catch((error) => error instanceof ImageError && error.code)); // ERR_IMAGE_ENGINE
 * ```
 */
export const ENGINE_VARIABLE = 'ACTIONRUNNER_DOCKER';

const CANDIDATES = ['docker', 'podman'];

/**
 * Finds the engine of this machine: the command that is named, else docker or podman, whichever answers.
 * @throws ImageError `ERR_IMAGE_ENGINE` if none answers
 * @example
 * ```js
 * // Needs docker or podman.
 * import { findEngine } from '@actionrunner/images';
 *
 * const { command, kind } = await findEngine(undefined);
 * console.log(`${command} is ${kind}`);
 * ```
 */
export async function findEngine(named: string | undefined): Promise<Engine> {
  const failures: string[] = [];
  const wanted = named ?? (process.env[ENGINE_VARIABLE] || undefined);
  for (const candidate of wanted === undefined ? CANDIDATES : [wanted]) {
    // A relative path starts here, but commands run in other folders.
    const command = candidate.includes('/') ? resolve(candidate) : candidate;
    // A client without its engine has a version, too, but no images.
    const [version, images] = await Promise.all([call(command, ['--version']), call(command, ['images', '-q'])]);
    if (version.code === 0 && images.code === 0) {
      return { command, kind: version.stdout.toLowerCase().includes('podman') ? 'podman' : 'docker' };
    }
    failures.push(`${command}: ${describeFailure(images)}`);
  }
  throw new ImageError(
    'ERR_IMAGE_ENGINE',
    `no container engine answers (${failures.join('; ')}). Install or start docker or podman, or name another command with ${ENGINE_VARIABLE}.`,
  );
}

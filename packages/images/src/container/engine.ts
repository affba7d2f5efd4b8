import { resolve } from 'node:path';
import { ImageError } from '../image-error.js';
import { call, reasonOf } from './call.js';

/** What runs containers. */
export interface Engine {
  /** The command to call. */
  readonly command: string;
  /** Whose it is: podman is often behind a command called docker. */
  readonly kind: 'docker' | 'podman';
}

/** The variable that names the command. */
export const ENGINE_VARIABLE = 'ACTIONRUNNER_DOCKER';

const CANDIDATES = ['docker', 'podman'];

/**
 * The engine of this machine: the command that is named, else docker or podman, whichever answers.
 * @throws ImageError `ERR_IMAGE_ENGINE` when none answers
 */
export async function findEngine(named: string | undefined): Promise<Engine> {
  const failures: string[] = [];
  const wanted = named ?? (process.env[ENGINE_VARIABLE] || undefined);
  for (const candidate of wanted === undefined ? CANDIDATES : [wanted]) {
    // A path is one from here: commands run in folders of their own.
    const command = candidate.includes('/') ? resolve(candidate) : candidate;
    // A client without its engine tells its version; only the engine knows the images.
    const [version, images] = await Promise.all([call(command, ['--version']), call(command, ['images', '-q'])]);
    if (version.code === 0 && images.code === 0) {
      return { command, kind: version.stdout.toLowerCase().includes('podman') ? 'podman' : 'docker' };
    }
    failures.push(`${command}: ${reasonOf(images)}`);
  }
  throw new ImageError('ERR_IMAGE_ENGINE', `no containers can be run here (${failures.join('; ')}).`);
}

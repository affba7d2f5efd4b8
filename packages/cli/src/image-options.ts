import type { DEFAULT_MEMORY, ENGINE_VARIABLE, ImageRuntimeOptions } from '@actionrunner/images';
import type { Command } from 'commander';
import { CliError } from './cli-error.js';
import { EXIT } from './exit-codes.js';

/** The flags of `invoke` for the container of an action. */
export interface ImageFlags {
  readonly image?: string;
  readonly memory?: string;
  readonly network?: string;
  readonly docker?: string;
  readonly url?: string;
  readonly runner?: string;
}

/** Where and how the container of an action runs. */
export type ImagePlace = Pick<ImageRuntimeOptions, 'image' | 'memoryBytes' | 'network' | 'docker'>;

// The types keep them equal to those of the package, which is loaded on demand.
const VARIABLE: typeof ENGINE_VARIABLE = 'ACTIONRUNNER_DOCKER';
const MEMORY: typeof DEFAULT_MEMORY = '256m';

/** The help of `--docker`. */
export const DOCKER_HELP: string = `command that runs containers (default: docker or podman, whichever answers, env: ${VARIABLE})`;

/** Adds the options for an action in a container. */
export function addImageOptions(command: Command): Command {
  return command
    .option('--image <image>', 'run the action in a container of this image, with the limits of the platform')
    .option(
      '--memory <size>',
      `with --image: memory of the container, in megabytes or with a unit (default: ${MEMORY})`,
    )
    .option('--network <name>', 'with --image: network of the container; "none" for no network')
    .option('--docker <command>', `with --image: ${DOCKER_HELP}`);
}

/**
 * Parses the flags for a container. @returns undefined without `--image`
 * @throws CliError for flags that contradict each other
 */
export async function parseImageFlags(flags: ImageFlags): Promise<ImagePlace | undefined> {
  const { image, memory, network, docker, url, runner } = flags;
  if (image === undefined) {
    const [lonely] = Object.entries({ memory, network, docker }).filter(([, value]) => value !== undefined);
    if (lonely) {
      throw new CliError(EXIT.usage, `--${lonely[0]} is for a container; name its image with --image.`);
    }
    return undefined;
  }
  if (url !== undefined || runner !== undefined) {
    throw new CliError(
      EXIT.usage,
      `an image contains its runner: --image and --${url === undefined ? 'runner' : 'url'} cannot be combined.`,
    );
  }
  const { DEFAULT_MEMORY, isReference, parseMemorySize } = await import('@actionrunner/images');
  if (!isReference(image)) {
    throw new CliError(EXIT.usage, `--image must be the name or id of an image, not "${image}".`);
  }
  if (network === 'host') {
    throw new CliError(EXIT.usage, '--network host publishes no port, so the action could not be reached.');
  }
  // A number alone is in megabytes, as for `wsk`.
  const memoryBytes = parseMemorySize(/^\d+$/.test(memory ?? '') ? `${memory}m` : (memory ?? DEFAULT_MEMORY));
  if (memoryBytes === undefined) {
    throw new CliError(EXIT.usage, `--memory must be a size such as 256m, not "${memory}".`);
  }
  return { image, memoryBytes, network, docker };
}

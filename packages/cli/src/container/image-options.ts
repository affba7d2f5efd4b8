import type { Command } from 'commander';
import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';
import { ENGINE_VARIABLE } from './engine.js';
import { isReference } from './image-name.js';
import { parseMemorySize } from './memory-size.js';
import { DEFAULT_MEMORY } from './platform-limits.js';

/** What `invoke` is told about the container of an action. */
export interface ImageFlags {
  readonly image?: string;
  readonly memory?: string;
  readonly network?: string;
  readonly docker?: string;
  readonly url?: string;
  readonly runner?: string;
}

/** Where and how the container of an action runs. */
export interface ImagePlace {
  readonly image: string;
  readonly memoryBytes: number;
  /** A network of the engine, or `none`; undefined for its own. */
  readonly network: string | undefined;
  readonly docker: string | undefined;
}

/** What `--docker` is. */
export const DOCKER_HELP: string = `command that runs containers (default: docker or podman, whichever answers, env: ${ENGINE_VARIABLE})`;

/** Adds the options of an action in a container. */
export function addImageOptions(command: Command): Command {
  return command
    .option('--image <image>', 'run it in a container of this image, with the limits of the platform')
    .option('--memory <size>', `with --image: memory of the container (default: ${DEFAULT_MEMORY})`)
    .option('--network <name>', 'with --image: network of the container; none for one without any')
    .option('--docker <command>', `with --image: ${DOCKER_HELP}`);
}

/**
 * The container that the flags ask for; undefined without `--image`.
 * @throws CliError for flags that contradict each other
 */
export function imagePlace(flags: ImageFlags): ImagePlace | undefined {
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
      `an image has its runner: --image and --${url === undefined ? 'runner' : 'url'} exclude each other.`,
    );
  }
  if (!isReference(image)) {
    throw new CliError(EXIT.usage, `--image takes the name or id of an image, not "${image}".`);
  }
  if (network === 'host') {
    throw new CliError(EXIT.usage, '--network host publishes no port, so that the action could not be reached.');
  }
  return { image, memoryBytes: memoryBytes(memory ?? DEFAULT_MEMORY), network, docker };
}

function memoryBytes(text: string): number {
  const bytes = parseMemorySize(text);
  if (bytes === undefined) {
    throw new CliError(EXIT.usage, `--memory takes a size such as 256m, not "${text}".`);
  }
  return bytes;
}

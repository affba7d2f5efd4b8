import type { LogSink } from '@actionrunner/core';
import { ImageError } from '../image-error.js';
import type { Container } from './container.js';
import { ContainerError, OutOfMemoryError } from './container-error.js';
import { findEngine } from './engine.js';
import { buildLimitOptions } from './platform-limits.js';
import type { ContainerAnswer } from './request.js';
import { withContainers } from './with-containers.js';

/** A runtime in a container. */
export interface ImageRuntime {
  /** Its name in messages. */
  readonly name: string;
  /**
   * Sends a request. The body is created when it is sent, as it contains the deadline.
   * @throws ImageError `ERR_IMAGE_CONTAINER` if there is no answer
   */
  readonly send: (route: 'init' | 'run', body: () => string) => Promise<ContainerAnswer>;
}

/** Options of a container that runs one activation. */
export interface ImageRuntimeOptions {
  /** The name or id of an image, which is never fetched. */
  readonly image: string;
  /** Memory of the container, in bytes. */
  readonly memoryBytes: number;
  /** A network of the engine, or `none`; undefined for the default. */
  readonly network: string | undefined;
  /** The command that runs containers; undefined for the engine of this machine. */
  readonly docker: string | undefined;
  /** Gets the logs of the container, as they come. */
  readonly logs: LogSink;
  /** Time limit of the init and of the run, each, in milliseconds. */
  readonly timeoutMs: number;
}

const PORT = 8080;

const BYTES_PER_MB = 1024 * 1024;

/** How long to wait after the time limit: the answer of a runtime that stops its action says more than ours. */
const GRACE_MS = 3_000;

/**
 * Runs a container of an image as the platform does, and removes it.
 * @throws ImageError `ERR_IMAGE_CONTAINER` if it does not answer, `ERR_IMAGE_ENGINE` if there is no engine
 * @example
 * ```js
 * // Needs docker or podman, and the image.
 * import { DescriptorLogSink } from '@actionrunner/core';
 * import { DEFAULT_MEMORY, parseMemorySize, withImageRuntime } from '@actionrunner/images';
 *
 * const options = {
 *   image: 'actionrunner/bash:0.1',
 *   memoryBytes: parseMemorySize(DEFAULT_MEMORY),
 *   network: undefined,
 *   docker: undefined,
 *   logs: new DescriptorLogSink(),
 *   timeoutMs: 10_000,
 * };
 * const code = `echo '{"greeting": "Hello"}'`;
 * const { status, body } = await withImageRuntime(options, async ({ send }) => {
 *   await send('init', () => JSON.stringify({ value: { name: 'hello', code } }));
 *   return await send('run', () => JSON.stringify({ value: {} }));
 * });
 * console.log(status, body); // 200 {"greeting":"Hello"}
 * ```
 */
export async function withImageRuntime<T>(
  options: ImageRuntimeOptions,
  use: (runtime: ImageRuntime) => Promise<T>,
): Promise<T> {
  const { image, memoryBytes, network, logs } = options;
  const engine = await findEngine(options.docker);
  const args = [
    ...buildLimitOptions(engine, memoryBytes),
    ...(network === undefined || network === 'none' ? [] : ['--network', network]),
  ];
  const listens = network === 'none' ? 'socket' : PORT;
  const explain = (error: unknown) => {
    if (!(error instanceof ContainerError)) {
      return error;
    }
    const limit = error instanceof OutOfMemoryError ? `; its limit is ${memoryBytes / BYTES_PER_MB} MB` : '';
    const { unanswered } = error;
    return new ImageError('ERR_IMAGE_CONTAINER', `${image}: ${error.message}${limit}.`, { cause: error, unanswered });
  };
  try {
    return await withContainers(engine, 'invoke', async (containers) => {
      const container = await containers.start({
        image,
        args,
        listens,
        logs: (name, bytes) => logs.write(name, bytes),
      });
      return await use({
        name: image,
        send: async (route, body) => {
          try {
            return await send(container, route, body, options.timeoutMs + GRACE_MS);
          } catch (error) {
            throw explain(error);
          }
        },
      });
    });
  } catch (error) {
    throw explain(error);
  }
}

/** Sends a request and waits for the frames as well, so that all logs are shown before the result. */
async function send(
  container: Container,
  route: 'init' | 'run',
  body: () => string,
  timeoutMs: number,
): Promise<ContainerAnswer> {
  const { frames } = container;
  const answer =
    route === 'init'
      ? await container.reach(() => ({ path: '/init', body: body() }), timeoutMs)
      : await container.send({ path: '/run', body: body() }, timeoutMs);
  // An init that succeeded has no frame: its logs belong to the activation.
  if (route === 'run' || answer.status !== 200) {
    await container.waitForFrames(frames);
  }
  return answer;
}

import type { LogSink } from '@actionrunner/core';
import { ImageError } from '../image-error.js';
import { type Container, ContainerError } from './container.js';
import { findEngine } from './engine.js';
import { platformLimits } from './platform-limits.js';
import type { ContainerAnswer } from './request.js';
import { withContainers } from './with-containers.js';

/** A runtime in a container. */
export interface ImageRuntime {
  /** What a message calls it. */
  readonly name: string;
  /** Sends a request. The body is made when it is sent, as it holds the deadline. */
  readonly send: (route: 'init' | 'run', body: () => string) => Promise<ContainerAnswer>;
}

/** A container of an image with one activation. */
export interface ImageRuntimeOptions {
  /** The name or id of an image, which is never fetched. */
  readonly image: string;
  readonly memoryBytes: number;
  /** A network of the engine, or `none`; undefined for its own. */
  readonly network: string | undefined;
  /** The command that runs containers; undefined for the engine of this machine. */
  readonly docker: string | undefined;
  readonly logs: LogSink;
  /** Time limit of the init and of the run, each. */
  readonly timeoutMs: number;
}

const PORT = 8080;

/** How long after the time limit an answer may come: a runtime that ends its action in time tells more than we could. */
const GRACE_MS = 3_000;

/**
 * Runs a container of an image as the platform does, and removes it.
 * @throws ImageError `ERR_IMAGE_CONTAINER` when it does not answer, `ERR_IMAGE_ENGINE` when there is no engine
 */
export async function withImageRuntime<T>(
  options: ImageRuntimeOptions,
  use: (runtime: ImageRuntime) => Promise<T>,
): Promise<T> {
  const { image, memoryBytes, network, logs } = options;
  const engine = await findEngine(options.docker);
  const args = [
    ...platformLimits(engine, memoryBytes),
    ...(network === undefined || network === 'none' ? [] : ['--network', network]),
  ];
  const listens = network === 'none' ? 'socket' : PORT;
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
        send: (route, body) => send(container, route, body, options.timeoutMs + GRACE_MS),
      });
    });
  } catch (error) {
    throw error instanceof ContainerError
      ? new ImageError('ERR_IMAGE_CONTAINER', `${image}: ${error.message}.`, { cause: error })
      : error;
  }
}

/** Waits for the frames as well, so that all logs are shown before the result. */
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
  // An init that worked has no frame: its logs are those of the activation.
  if (route === 'run' || answer.status !== 200) {
    await container.framesSince(frames);
  }
  return answer;
}

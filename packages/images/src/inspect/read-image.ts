import * as z from 'zod';
import { call, reasonOf } from '../container/call.js';
import type { Engine } from '../container/engine.js';
import { ImageError } from '../image-error.js';
import { jsonText } from '../json-text.js';
import { factsOfInspected, type ImageFacts, inspectedImage } from './image-facts.js';

/**
 * Asks the engine what an image says about itself. It is never pulled.
 * @throws ImageError `ERR_IMAGE_READ` when the engine does not have it
 */
export async function readImage(engine: Engine, name: string): Promise<ImageFacts> {
  const inspected = await call(engine.command, ['image', 'inspect', name]);
  if (inspected.code !== 0) {
    const hint = `build it, or fetch it with "${engine.command} pull ${name}"`;
    throw new ImageError('ERR_IMAGE_READ', `${name} cannot be read (${reasonOf(inspected)}); ${hint}.`);
  }
  const { data: [image] = [] } = jsonText.pipe(z.array(inspectedImage)).safeParse(inspected.stdout);
  if (!image) {
    throw new ImageError('ERR_IMAGE_READ', `${engine.command} does not tell of ${name} as docker and podman do.`);
  }
  const history = await call(engine.command, ['history', '--no-trunc', '--format', '{{.CreatedBy}}', name]);
  return factsOfInspected(name, image, history.stdout.split('\n'));
}

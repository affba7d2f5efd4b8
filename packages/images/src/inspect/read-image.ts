import * as z from 'zod/mini';
import { call, describeFailure } from '../container/call.js';
import type { Engine } from '../container/engine.js';
import { ImageError } from '../image-error.js';
import { parseJson } from '../parse-json.js';
import { type ImageFacts, inspectedImage, toInspectedFacts } from './image-facts.js';

/**
 * Reads what an image declares from the engine. It is never pulled.
 * @throws ImageError `ERR_IMAGE_READ` if the engine does not have it
 */
export async function readImage(engine: Engine, name: string): Promise<ImageFacts> {
  const inspected = await call(engine.command, ['image', 'inspect', name]);
  if (inspected.code !== 0) {
    const hint = `build it, or pull it with "${engine.command} pull ${name}"`;
    throw new ImageError('ERR_IMAGE_READ', `${name} cannot be read (${describeFailure(inspected)}); ${hint}.`);
  }
  const parsed = parseJson(inspected.stdout, z.array(inspectedImage));
  const [image] = parsed.success ? parsed.data : [];
  if (!image) {
    throw new ImageError('ERR_IMAGE_READ', `${engine.command} does not describe ${name} as docker and podman do.`);
  }
  const history = await call(engine.command, ['history', '--no-trunc', '--format', '{{.CreatedBy}}', name]);
  return toInspectedFacts(name, image, history.stdout.split('\n'));
}

import * as z from 'zod';
import { CliError } from '../cli-error.js';
import { call, reasonOf } from '../container/call.js';
import type { Engine } from '../container/engine.js';
import { EXIT } from '../exit-codes.js';
import { parseJson } from '../invoke/parse-json.js';
import { factsOfInspected, type ImageFacts, inspectedImage } from './image-facts.js';

/**
 * Asks the engine what an image says about itself. It is never pulled.
 * @throws CliError when the engine does not have it
 */
export async function readImage(engine: Engine, name: string): Promise<ImageFacts> {
  const inspected = await call(engine.command, ['image', 'inspect', name]);
  if (inspected.code !== 0) {
    const hint = `build it, or fetch it with "${engine.command} pull ${name}"`;
    throw new CliError(EXIT.developer, `${name} cannot be read (${reasonOf(inspected)}); ${hint}.`);
  }
  const { data: [image] = [] } = z.array(inspectedImage).safeParse(parseJson(inspected.stdout));
  if (!image) {
    throw new CliError(EXIT.developer, `${engine.command} does not tell of ${name} as docker and podman do.`);
  }
  const history = await call(engine.command, ['history', '--no-trunc', '--format', '{{.CreatedBy}}', name]);
  return factsOfInspected(name, image, history.stdout.split('\n'));
}

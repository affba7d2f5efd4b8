import { CliError } from '../cli-error.js';
import { call, reasonOf } from '../container/call.js';
import type { Engine } from '../container/engine.js';
import { EXIT } from '../exit-codes.js';
import { parseJson } from '../invoke/parse-json.js';
import { factsOfInspected, type ImageFacts, type InspectedImage } from './image-facts.js';

/**
 * Asks the engine what an image says about itself. It is never pulled.
 * @throws CliError when the engine does not have it
 */
export async function readImage(engine: Engine, name: string): Promise<ImageFacts> {
  const inspected = await call(engine.command, ['image', 'inspect', name]);
  const images = parseJson(inspected.stdout) as InspectedImage[] | undefined;
  if (inspected.code !== 0 || !images?.[0]) {
    const hint = `build it, or fetch it with "${engine.command} pull ${name}"`;
    throw new CliError(EXIT.developer, `${name} cannot be read (${reasonOf(inspected)}); ${hint}.`);
  }
  const history = await call(engine.command, ['history', '--no-trunc', '--format', '{{.CreatedBy}}', name]);
  return factsOfInspected(name, images[0], history.stdout.split('\n'));
}

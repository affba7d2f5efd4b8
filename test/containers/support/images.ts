import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { docker } from './docker.js';
import { OWNED } from './owned.js';

/** The folder of the images. */
export const IMAGES = fileURLToPath(new URL('../../../examples/images', import.meta.url));

let built = 0;

/** Builds an image for the tests of this file, from a Dockerfile and the files beside it. @returns its name */
export async function buildImage(dockerfile: string, folder: string): Promise<string> {
  const tag = `actionrunner-test/image-${process.pid}-${built++}:1`;
  fs.writeFileSync(path.join(folder, 'Dockerfile'), dockerfile);
  await docker(['build', ...OWNED, '-t', tag, folder]);
  return tag;
}

/** The Dockerfile of an image of `examples/images`. */
export function dockerfileOf(name: string): string {
  return fs.readFileSync(path.join(IMAGES, name, 'Dockerfile'), 'utf8');
}

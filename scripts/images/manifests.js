// @ts-check
/** The manifests of the conformance kit for the images of `examples/images`. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readCatalogue } from './catalogue.js';

const RUNNERS = fileURLToPath(new URL('../../packages/cli/manifests', import.meta.url));

/** Their code is in the image, and no other is accepted. */
const FIXED = ['knative'];

/**
 * The manifest of each image: that of its runtime, of the runner of its name, or of the image that it is built on.
 * @returns {{ name: string, manifest: string }[]} absolute paths
 * @throws {Error} if an image has none
 */
export function readImageManifests(catalogue = readCatalogue()) {
  /** @type {(name: string | undefined) => string | undefined} */
  const find = (name) => {
    const image = catalogue.find((each) => each.name === name);
    if (image === undefined) return undefined;
    const files = [path.join(image.context, 'conformance.json'), path.join(RUNNERS, `${image.name}.json`)];
    return files.find((file) => fs.existsSync(file)) ?? find(image.base);
  };
  return catalogue
    .filter(({ name }) => !FIXED.includes(name))
    .map(({ name }) => {
      const manifest = find(name);
      if (manifest === undefined) throw new Error(`no conformance.json has actions for the image ${name}`);
      return { name, manifest };
    });
}

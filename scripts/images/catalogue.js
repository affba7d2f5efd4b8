// @ts-check
/** The images of `examples/images`, as their Dockerfiles say: name, description, and the image that one is built on. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { closest, distance } from 'fastest-levenshtein';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FOLDER = path.join(ROOT, 'examples', 'images');

/** @type {Readonly<Record<string, string>>} Images that are built from another folder than their own. */
const CONTEXTS = { custom: path.join(ROOT, 'examples', 'custom-perl') };

/**
 * @typedef {object} Image
 * @property {string} name
 * @property {string} description
 * @property {string} dockerfile its text
 * @property {string} context the folder to build it from
 * @property {string | undefined} base the name of the image that it is built on, if that is one of these
 */

/**
 * What an image is called here.
 * @param {string} name
 */
export function tagOf(name) {
  return `actionrunner/${name}:0.1`;
}

/**
 * All images, in alphabetical order.
 * @returns {Image[]}
 */
export function readCatalogue() {
  const names = fs.readdirSync(FOLDER).filter((name) => fs.existsSync(path.join(FOLDER, name, 'Dockerfile')));
  return names.sort().map((name) => {
    const dockerfile = fs.readFileSync(path.join(FOLDER, name, 'Dockerfile'), 'utf8');
    const [, description = ''] = /org\.opencontainers\.image\.description="([^"]*)"/.exec(dockerfile) ?? [];
    const base = names.find((other) => new RegExp(`^FROM ${tagOf(other)}$`, 'm').test(dockerfile));
    return { name, description, dockerfile, context: CONTEXTS[name] ?? path.join(FOLDER, name), base };
  });
}

/**
 * The images of these names, or all without any, each after the image that it is built on.
 * @param {readonly string[]} names
 * @param {readonly Image[]} [catalogue]
 * @returns {Image[]}
 * @throws {Error} for an unknown name
 */
export function selectImages(names, catalogue = readCatalogue()) {
  /** @type {Set<Image>} */
  const selected = new Set();
  const select = (/** @type {string} */ name) => {
    const image = catalogue.find((each) => each.name === name);
    if (image === undefined) throw new Error(describeUnknown(name, catalogue));
    if (image.base !== undefined) select(image.base);
    selected.add(image);
  };
  for (const name of names.length > 0 ? names : catalogue.map((image) => image.name)) select(name);
  return [...selected];
}

/**
 * @param {string} name
 * @param {readonly Image[]} catalogue
 */
function describeUnknown(name, catalogue) {
  const nearest = closest(
    name,
    catalogue.map((image) => image.name),
  );
  const isNear = distance(name, nearest) <= nearest.length / 2;
  return `unknown image "${name}"${isNear ? `; did you mean "${nearest}"?` : '.'} Run "npm run images -- --list" for the names.`;
}

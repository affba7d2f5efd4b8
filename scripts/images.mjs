/**
 * Builds the images of `examples/images` from the packages of this repository as they are now (`npm run images [name…]`), by docker,
 * podman or the command that ACTIONRUNNER_DOCKER names. Without names all are built; `--list` lists them.
 */
import { parseArgs } from 'node:util';
import { buildImages } from './images/build.js';
import { readCatalogue, selectImages, tagOf } from './images/catalogue.js';
import { findBuilder } from './images/engine.js';

const USAGE = `Usage: npm run images [name…]
       npm run images -- --list

Builds images of examples/images, and those that they are built on; without a name, all of them.`;

const say = (line) => console.error(`images: ${line}`);

function listImages() {
  const catalogue = readCatalogue();
  const width = Math.max(...catalogue.map(({ name }) => name.length));
  for (const { name, description } of catalogue) {
    console.log(`${name.padEnd(width)}  ${description}`);
  }
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { list: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) return console.log(USAGE);
  if (values.list) return listImages();
  const images = selectImages(positionals);
  const engine = await findBuilder();
  say(`building ${images.map(({ name }) => tagOf(name)).join(', ')} with ${engine.command}`);
  await buildImages({ images, engine, onOutput: (text) => process.stderr.write(text), onNotice: say });
  for (const { name } of images) {
    console.log(tagOf(name));
  }
}

try {
  await main();
} catch (error) {
  say(error.message);
  if (error.code === 'ERR_IMAGE_ENGINE') say('"bash scripts/containers/setup.sh" prepares a Debian machine, as root.');
  process.exitCode = 1;
}

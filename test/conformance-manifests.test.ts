import * as fs from 'node:fs';
import * as path from 'node:path';
import { readManifest, SAMPLES } from '@actionrunner/conformance';
import { readImageManifests } from '../scripts/images/manifests.js';
import { exists, filesBelow, ROOT, readJson } from './support/repository-files.js';

const RUNNERS = 'packages/cli/manifests';
const manifests = [
  ...filesBelow('examples').filter((file) => path.basename(file) === 'conformance.json'),
  ...filesBelow(RUNNERS),
];

it('each example runtime has a manifest', () => {
  const runtimes = fs.readdirSync(path.join(ROOT, 'examples')).filter((name) => name.startsWith('custom-'));
  expect(runtimes.map((name) => `examples/${name}/conformance.json`).filter((file) => !exists(file))).toEqual([]);
});

it('each image that accepts code is tested, with the manifest of its runtime, its runner or its base', () => {
  const found = readImageManifests().map(({ name, manifest }) => [name, path.relative(ROOT, manifest)]);
  expect(Object.fromEntries(found)).toEqual({
    baked: `${RUNNERS}/native.json`,
    bash: `${RUNNERS}/bash.json`,
    c: `${RUNNERS}/c.json`,
    custom: 'examples/custom-perl/conformance.json',
    native: `${RUNNERS}/native.json`,
    'node-libs': `${RUNNERS}/native.json`,
    python: `${RUNNERS}/python.json`,
    'python-numpy': `${RUNNERS}/python.json`,
  });
});

it('an image without a manifest is an error', () => {
  const image = { name: 'ruby', description: '', dockerfile: '', context: ROOT, base: undefined };
  expect(() => readImageManifests([image])).toThrow('no conformance.json has actions for the image ruby');
});

it.each(manifests)('%s has an action for each ability, and names the schema', async (file) => {
  const manifest = await readManifest(path.join(ROOT, file));
  expect(Object.keys(manifest.samples).sort()).toEqual(Object.keys(SAMPLES).sort());
  expect(manifest.supports.size).toBeGreaterThan(0);
  const { $schema } = readJson<{ $schema: string }>(file);
  expect(path.join(path.dirname(file), $schema)).toBe('packages/conformance/conformance.schema.json');
});

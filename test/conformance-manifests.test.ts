import * as fs from 'node:fs';
import * as path from 'node:path';
import { readManifest, SAMPLES } from '@actionrunner/conformance';
import { exists, filesBelow, ROOT, readJson } from './support/repository-files.js';

const RUNNERS = 'packages/cli/manifests';
const manifests = [
  ...filesBelow('examples').filter((file) => path.basename(file) === 'conformance.json'),
  ...filesBelow(RUNNERS),
];

/** Images whose actions or abilities are not those of the runner of their name. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  baked: `${RUNNERS}/native.json`,
  bash: 'examples/images/bash/conformance.json',
  custom: 'examples/custom-perl/conformance.json',
  'node-libs': `${RUNNERS}/native.json`,
  'python-numpy': `${RUNNERS}/python.json`,
};

it('each example runtime has a manifest, and each image has one or is built on one that has', () => {
  const runtimes = fs.readdirSync(path.join(ROOT, 'examples')).filter((name) => name.startsWith('custom-'));
  const images = fs
    .readdirSync(path.join(ROOT, 'examples/images'))
    .filter((name) => exists(`examples/images/${name}/Dockerfile`));
  // Its code is in the image, and no other is accepted.
  const others = images.filter((name) => name !== 'knative');
  const wanted = [
    ...runtimes.map((name) => `examples/${name}/conformance.json`),
    ...others.map((name) => ELSEWHERE[name] ?? `${RUNNERS}/${name}.json`),
  ];
  expect(wanted.filter((file) => !exists(file))).toEqual([]);
});

it.each(manifests)('%s has an action for each ability, and names the schema', async (file) => {
  const manifest = await readManifest(path.join(ROOT, file));
  expect(Object.keys(manifest.samples).sort()).toEqual(Object.keys(SAMPLES).sort());
  expect(manifest.supports.size).toBeGreaterThan(0);
  const { $schema } = readJson<{ $schema: string }>(file);
  expect(path.join(path.dirname(file), $schema)).toBe('packages/conformance/conformance.schema.json');
});

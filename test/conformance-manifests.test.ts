import * as fs from 'node:fs';
import * as path from 'node:path';
import { readManifest, SAMPLES } from '@actionrunner/conformance';
import { exists, filesBelow, ROOT, readJson } from './support/repository-files.js';

const manifests = filesBelow('examples').filter((file) => path.basename(file) === 'conformance.json');

/** Images whose actions are those of another folder. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  baked: 'examples/images/native',
  custom: 'examples/custom-perl',
  'node-libs': 'examples/images/native',
  'python-numpy': 'examples/images/python',
};

it('each example runtime has a manifest, and each image has one or is built on one that has', () => {
  const runtimes = fs.readdirSync(path.join(ROOT, 'examples')).filter((name) => name.startsWith('custom-'));
  const images = fs
    .readdirSync(path.join(ROOT, 'examples/images'))
    .filter((name) => exists(`examples/images/${name}/Dockerfile`));
  // Its code is in the image, and no other is accepted.
  const others = images.filter((name) => name !== 'knative');
  const folders = [
    ...runtimes.map((name) => `examples/${name}`),
    ...others.map((name) => ELSEWHERE[name] ?? `examples/images/${name}`),
  ];
  expect(folders.filter((folder) => !exists(`${folder}/conformance.json`))).toEqual([]);
});

it.each(manifests)('%s has an action for each ability, and names the schema', async (file) => {
  const manifest = await readManifest(path.join(ROOT, file));
  expect(Object.keys(manifest.samples).sort()).toEqual(Object.keys(SAMPLES).sort());
  expect(manifest.supports.size).toBeGreaterThan(0);
  const { $schema } = readJson<{ $schema: string }>(file);
  expect(path.join(path.dirname(file), $schema)).toBe('packages/conformance/conformance.schema.json');
});

import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { imageTarget, readManifest, runConformance } from '@actionrunner/conformance';
import { BIN } from '../../packages/cli/test/support/command.js';
import { buildImages } from '../../scripts/images/build.js';
import { tagOf } from '../../scripts/images/catalogue.js';
import { findBuilder } from '../../scripts/images/engine.js';
import { readImageManifests } from '../../scripts/images/manifests.js';
import { docker } from './support/docker.js';

/** Each case starts a container: here one of each kind that may differ in one. `npm run conformance -- --images` runs all of them. */
const CASES = [
  ...['init/accepts-code', 'init/empty-keeps-stub', 'init/nothing-to-run', 'run/again-and-again'],
  ...['context/namespace', 'context/deadline'],
  ...['logs/frame-on-stdout', 'logs/stderr', 'concurrency/many-waiting', 'shutdown/exit-status'],
];

/** The cases that fail, with their reasons, and how many passed. */
async function check(image: string, file: string): Promise<{ failed: string[]; passed: number }> {
  const manifest = await readManifest(file);
  const { results } = await runConformance({ target: await imageTarget(image), manifest, cases: CASES });
  const failed = results.filter(
    ({ outcome, case: { severity } }) => outcome === 'failed' && severity !== 'informative',
  );
  return {
    failed: failed.map((result) => `${result.case.id}: ${result.reason}`),
    passed: results.filter(({ outcome }) => outcome === 'passed').length,
  };
}

const CONFORMS = { failed: [], passed: expect.any(Number) };

test.each(readImageManifests())('the image $name conforms', async ({ name, manifest }) => {
  const checked = await check(tagOf(name), manifest);
  expect(checked).toEqual(CONFORMS);
  expect(checked.passed).toBeGreaterThan(5);
});

describe('the image of a new project', () => {
  let folder: string;
  beforeAll(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'new-project-'));
  });
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

  test.each([
    ['script', 'perl', '--js'],
    ['compiled', 'gcc', '--ts'],
    ['loop', 'python3', '--ts'],
  ])('of the template %s is built with a code cache, and conforms', async (template, language, flag) => {
    const name = `new-${template}`;
    const args = [BIN, 'new', name, '--template', template, '--language', language, flag];
    const { status, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const context = path.join(folder, name);
    const dockerfile = fs.readFileSync(path.join(context, 'Dockerfile'), 'utf8');
    const image = { name, description: '', dockerfile, context, base: undefined };
    await buildImages({ images: [image], engine: await findBuilder() });
    try {
      const run = await docker(['run', '--rm', tagOf(name), 'ls', '/server/bundle']);
      expect(run.split('\n')).toEqual(
        expect.arrayContaining(['health.js', 'server.bundle.cache', 'server.js', 'server.sh']),
      );
      expect(await check(tagOf(name), path.join(context, 'conformance.json'))).toEqual(CONFORMS);
    } finally {
      await docker(['rmi', '-f', tagOf(name)]);
    }
  });
});

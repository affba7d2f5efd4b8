import { DEFAULT_MANIFEST } from '../src/manifest/default-manifest.js';
import { runConformance } from '../src/run-conformance.js';
import { brokenTarget } from './support/broken-target.js';

test('requests that are written byte by byte say that they are JSON, for runtimes that insist on it', async () => {
  const cases = [
    'faults/half-a-request',
    'concurrency/slow-client',
    'concurrency/half-closed-connection',
    'concurrency/request-in-pieces',
  ];
  const target = brokenTarget({ FAULT: 'content-type-required' });
  const { results } = await runConformance({ target, manifest: DEFAULT_MANIFEST, cases });
  expect(results.map(({ case: { id }, outcome }) => `${outcome} ${id}`)).toEqual(cases.map((id) => `passed ${id}`));
});

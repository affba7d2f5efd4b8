import { runConformance } from '../src/run-conformance.js';
import { urlTarget } from '../src/target/url-target.js';
import { brokenTarget } from './support/broken-target.js';

const CASES = [
  'init/accepts-code',
  'init/second-refused',
  'init/broken-code-fails',
  'run/answers-result',
  'run/scalar-result',
];

async function check(environment: Readonly<Record<string, string>>, reinit = false) {
  const served = await brokenTarget(environment).start({});
  try {
    const { host, port } = served.address;
    const { DEFAULT_MANIFEST } = await import('../src/manifest/default-manifest.js');
    const supports = new Set([...DEFAULT_MANIFEST.supports, ...(reinit ? (['reinit'] as const) : [])]);
    const target = urlTarget(`http://${host}:${port}`);
    const manifest = { ...DEFAULT_MANIFEST, supports };
    const { results } = await runConformance({ target, manifest, cases: [...CASES, 'logs/stdout'] });
    return Object.fromEntries(results.map(({ case: { id }, outcome }) => [id, outcome]));
  } finally {
    await served.stop();
  }
}

test('a runtime that is initialized once runs what agrees with that init; the rest is skipped', async () => {
  expect(await check({})).toEqual({
    'init/accepts-code': 'passed',
    'init/second-refused': 'passed',
    'init/broken-code-fails': 'skipped',
    'run/answers-result': 'passed',
    'run/scalar-result': 'skipped',
    'logs/stdout': 'skipped',
  });
});

test('a runtime that accepts a repeated init runs all that needs no logs', async () => {
  expect(await check({ SERVER_REINIT: 'yes' }, true)).toEqual({
    'init/accepts-code': 'passed',
    'init/second-refused': 'skipped',
    'init/broken-code-fails': 'passed',
    'run/answers-result': 'passed',
    'run/scalar-result': 'passed',
    'logs/stdout': 'skipped',
  });
});

test('where nothing listens, nothing is tested', async () => {
  const target = urlTarget('http://127.0.0.1:1');
  await expect(runConformance({ target, cases: CASES })).rejects.toMatchObject({
    code: 'ERR_CONFORMANCE_TARGET',
    message: 'Nothing listens at http://127.0.0.1:1: start the runtime first.',
  });
});

test('what stops listening fails', async () => {
  const { address, stop } = await brokenTarget({}).start({});
  const target = urlTarget(`http://127.0.0.1:${address.port}`);
  await target.start({});
  await stop();
  const { results } = await runConformance({ target, cases: ['init/accepts-code'] });
  expect(results[0]).toMatchObject({
    outcome: 'failed',
    reason: expect.stringMatching(/^nothing listens at .* any more$/),
  });
}, 30_000);

test.each(['localhost:8080', 'https://localhost', 'http://localhost/run', 'http://user@localhost', ''])('%j', (url) => {
  expect(() => urlTarget(url)).toThrow(expect.objectContaining({ code: 'ERR_CONFORMANCE_TARGET' }));
});

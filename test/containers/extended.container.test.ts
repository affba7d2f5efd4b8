import * as fs from 'node:fs';
import * as path from 'node:path';
import { Container, runOnce, shared, temporaryFolder } from './support/container.js';
import { buildImage, dockerfileOf, IMAGES, tagOf } from './support/images.js';

describe('the image baked', () => {
  const message = 'Hello, James! I came with the image.';

  it('answers /run without an /init', async () => {
    const container = await Container.start(tagOf('baked'));

    expect(await container.run({ name: 'James' })).toMatchObject({ status: 200, json: { message } });
  });

  it('takes the init without code that a platform sends nevertheless', async () => {
    const container = await Container.start(tagOf('baked'));

    await container.initialize({
      name: 'hello',
      main: 'main',
      binary: false,
      env: { __OW_ACTION_NAME: '/guest/hello' },
    });

    expect(await container.run({ name: 'James' })).toMatchObject({ status: 200, json: { message } });
  });
});

describe('the image knative', () => {
  const container = shared(tagOf('knative'), { environment: { PORT: '9090' }, port: 9090 });

  it.each(['GET', 'POST'])('answers %s on / at the port that PORT names', async (method) => {
    const { status, headers, json } = await container().request('/', { method });

    expect([status, headers['content-type'], json]).toEqual([200, 'application/json', { message: 'Hello, stranger!' }]);
  });

  it('takes parameters', async () => {
    const { json } = await container().request('/', { body: { value: { name: 'James' } } });

    expect(json).toEqual({ message: 'Hello, James!' });
  });

  it('accepts no other code', async () => {
    const other = { code: 'main = lambda args: {"other": True}' };

    const answers = [
      await container().request('/', { body: { init: other } }),
      await container().init(other),
      await container().request('/', { body: {} }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([403, 404, 200]);
    expect(answers[2]?.json).toEqual({ message: 'Hello, stranger!' });
  });

  it('ends with status 0 on SIGTERM', async () => {
    expect(await container().stop()).toBe(0);
  });
});

it('the image node-libs has a library that actions may require', async () => {
  const code = fs.readFileSync(path.join(IMAGES, 'node-libs', 'derivative.js'), 'utf8');
  const container = await Container.start(tagOf('node-libs'));

  await container.initialize({ code });

  expect((await container.run({ expression: 'x^3' })).json).toEqual({ derivative: '3 * x ^ 2' });
});

it('the image python-numpy has a library that actions may import', async () => {
  const container = await Container.start(await numpyImage());

  await container.initialize({ code: fs.readFileSync(path.join(IMAGES, 'python-numpy', 'version.py'), 'utf8') });

  const { json } = await container.run();
  expect(json).toEqual({ version: expect.stringMatching(/^\d+\.\d+\.\d+$/), sum: 45 });
  expect(await container.shell('id -u')).toBe('1000');
});

/** The image as its Dockerfile says, or where a build does not reach PyPI, with the package of Debian. */
async function numpyImage(): Promise<string> {
  const dockerfile = dockerfileOf('python-numpy');
  const install = /^RUN pip install --no-cache-dir (numpy==\S+)$/m;
  const [, requirement = ''] = install.exec(dockerfile) ?? [];
  const reaches = ['pip', 'install', '--dry-run', '--retries', '0', '--no-deps', requirement];
  const folder = temporaryFolder();
  try {
    if ((await runOnce(tagOf('python'), [], reaches)).status === 0) {
      return await buildImage(dockerfile, folder);
    }
    console.warn(
      `NOT TESTED: "pip install ${requirement}", as PyPI is out of reach here; Debian's package takes its place.`,
    );
    const debian =
      'RUN apt-get update && apt-get install -y --no-install-recommends python3-numpy && rm -rf /var/lib/apt/lists/*';
    expect(dockerfile).toMatch(install);
    return await buildImage(dockerfile.replace(install, debian), folder);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

import * as fs from 'node:fs';
import * as path from 'node:path';
import { tagOf } from '../../scripts/images/catalogue.js';
import { confinement } from './support/confinement.js';
import { Container, shared, temporaryFolder } from './support/container.js';
import { IMAGES } from './support/images.js';
import { LANGUAGES, type Language } from './support/languages.js';

describe('the image baked', () => {
  const message = 'Hello, James! I came with the image.';

  it('answers /run without an /init', async () => {
    const container = await Container.start(tagOf('baked'));

    expect(await container.run({ name: 'James' })).toMatchObject({ status: 200, json: { message } });
  });

  it('needs no folder that it can write, no rights, no network and no user of its own', async () => {
    const folder = temporaryFolder();
    const options = [...(await confinement()), '--network', 'none', '--user', '12345:0'];
    const container = await Container.start(tagOf('baked'), {
      options: [...options, '-v', `${folder}:/run/actionrunner`],
      environment: { ACTIONRUNNER_SOCKET: '/run/actionrunner/socket' },
      socket: path.join(folder, 'socket'),
    });

    expect(await container.run({ name: 'James' })).toMatchObject({ status: 200, json: { message } });
    expect(await container.isHealthy()).toBe(true);
    expect(await container.stop()).toBe(0);
    fs.rmdirSync(folder);
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

  it('is healthy at that port, and ends with status 0 on SIGTERM', async () => {
    expect(await container().isHealthy()).toBe(true);
    expect(await container().stop()).toBe(0);
  });

  it('needs one writable folder, no rights and no user of its own, and survives an action that takes all memory', async () => {
    const { action } = LANGUAGES.find(({ name }) => name === 'python') as Language;
    const memory = ['--memory', '160m', '--memory-swap', '160m'];
    const confined = await Container.start(tagOf('knative'), {
      options: [...(await confinement()), '--tmpfs', '/action:exec,mode=777', '--user', '12345:0', ...memory],
      environment: { __OW_ACTION_CODE: action.code },
    });
    const post = (body: unknown) => confined.request('/', { body });

    expect(await post({ value: { mode: 'hog' } })).toMatchObject({
      status: 502,
      headers: { 'x-actionrunner-error': 'ERR_RUNNER_MEMORY' },
    });
    expect(await post({ value: { a: 1 } })).toMatchObject({ status: 200, json: { a: 1 } });
    expect(await confined.isHealthy()).toBe(true);
    expect(await confined.stop()).toBe(0);
  });
});

it('the image node-libs has a library that actions may require', async () => {
  const code = fs.readFileSync(path.join(IMAGES, 'node-libs', 'derivative.js'), 'utf8');
  const container = await Container.start(tagOf('node-libs'));

  await container.initialize({ code });

  expect((await container.run({ expression: 'x^3' })).json).toEqual({ derivative: '3 * x ^ 2' });
});

it('the image python-numpy has a library that actions may import', async () => {
  const container = await Container.start(tagOf('python-numpy'));

  await container.initialize({ code: fs.readFileSync(path.join(IMAGES, 'python-numpy', 'version.py'), 'utf8') });

  const { json } = await container.run();
  expect(json).toEqual({ version: expect.stringMatching(/^\d+\.\d+\.\d+$/), sum: 45 });
  expect(await container.shell('id -u')).toBe('1000');
});

import { FRAME } from '../../packages/http/test/support/frame.js';
import { tagOf } from '../../scripts/images/catalogue.js';
import { buildZip } from '../support/zip-builder.js';
import { Container } from './support/container.js';
import { EXTENDED, LANGUAGES, type Language } from './support/languages.js';

const PARAMETERS = { name: 'wörld', list: [1, { two: null }] };
const NOT_AN_ARGUMENT = 'The action did not receive a dictionary or array as an argument.';
const ONCE = 'Cannot initialize the action more than once.';

describe.each([...LANGUAGES, ...EXTENDED])('the image $name', ({ name, action, file }) => {
  it('answers as the protocol says, and logs the streams of the action, one frame each, and nothing else', async () => {
    const container = await Container.start(tagOf(name));

    const answers = [
      await container.request('/init', { body: '{"value"' }),
      await container.init(action),
      await container.run(PARAMETERS),
      await container.run(1),
      await container.init(action),
      await container.request('/run', { body: '{"value": {' }),
      await container.run(),
    ];

    const seen = answers.map(({ status, json }) => [status, json]);
    expect(seen).toEqual([
      [400, { error: expect.stringContaining('is not valid JSON') }],
      [200, { ok: true }],
      [200, PARAMETERS],
      [404, { error: NOT_AN_ARGUMENT }],
      [403, { error: ONCE }],
      [400, { error: expect.stringContaining('is not valid JSON') }],
      [200, {}],
    ]);
    // What comes last of a container has been collected when it has ended.
    expect(await container.stop()).toBe(0);
    expect(await container.logs()).toEqual({
      stdout: `out\n${FRAME}${FRAME}out\n${FRAME}`,
      stderr: `err\n${FRAME}${FRAME}${ONCE}\nerr\n${FRAME}`,
    });
  });

  it('takes a zip', async () => {
    const container = await Container.start(tagOf(name));
    const zip = buildZip([
      { name: file, data: action.code, mode: 0o755 },
      { name: 'data/', mode: 0o755 },
      { name: 'data/text.txt', data: 'hello' },
    ]);

    await container.initialize({ code: zip.toString('base64'), binary: true });

    expect(await container.run(PARAMETERS)).toMatchObject({ status: 200, json: PARAMETERS });
    expect(await container.shell('cat /action/data/text.txt')).toBe('hello');
  });

  it('refuses what is wrong, also before an init', async () => {
    const container = await Container.start(tagOf(name));

    const answers = [
      await container.request('/nowhere', { method: 'GET' }),
      await container.request('/run', { method: 'GET' }),
      await container.init({ code: 5 }),
      await container.init({ code: 'no zip', binary: true }),
      // The beginning of a zip.
      await container.init({ code: 'UEsDBA==', binary: true }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([404, 405, 502, 502, 502]);
    expect(answers.map(({ json }) => Object.keys(json as object))).toEqual(answers.map(() => ['error']));
    await container.initialize(action);
    expect(await container.run(PARAMETERS)).toMatchObject({ status: 200, json: PARAMETERS });
  });
});

it('images work side by side, each with its own code, port and logs', async () => {
  const containers = await Promise.all(LANGUAGES.map(({ name }) => Container.start(tagOf(name))));
  const each = <T>(use: (container: Container, language: Language) => Promise<T>): Promise<T[]> =>
    Promise.all(containers.map((container, index) => use(container, LANGUAGES[index] as Language)));

  await each((container, { action }) => container.initialize(action));
  const answers = await each((container, { name }) => container.run({ from: name }));

  expect(answers.map(({ json }) => json)).toEqual(LANGUAGES.map(({ name }) => ({ from: name })));
  const logs = await each((container) => container.framed(1));
  expect(logs).toEqual(LANGUAGES.map(() => ({ stdout: `out\n${FRAME}`, stderr: `err\n${FRAME}` })));
});

import { serveScript } from '../support/actions.js';
import { request, run } from '../support/connection.js';
import { FRAME } from '../support/frame.js';

const INVALID = { error: 'The action did not return a dictionary or array.' };

test.each(['not a json object', '"text"', '3', 'null', 'true', '{"a":1', '{"a":1} x', ''])(
  'the invalid result %j is all of stdout before the frame, and stderr is the frame',
  async (line) => {
    const { url, logs } = await serveScript(`echo '${line}'`);

    const answer = await run(url);

    expect(answer.status).toBe(502);
    expect(answer.json).toEqual(INVALID);
    expect(logs.stdout).toBe(`${line}\n${FRAME}`);
    expect(logs.stderr).toBe(FRAME);
  },
);

test('logs come before an invalid result, each on its own stream', async () => {
  const { url, logs } = await serveScript('echo one', 'echo two >&2', 'echo three');

  expect((await run(url)).status).toBe(502);
  expect(logs.stdout).toBe(`one\nthree\n${FRAME}`);
  expect(logs.stderr).toBe(`two\n${FRAME}`);
});

test('a good result is not logged; what was printed before it is', async () => {
  const { url, logs } = await serveScript(
    'echo one',
    `echo '{"not":"the result"}'`,
    'echo two >&2',
    `echo '  {"a":1} '`,
  );

  const answer = await run(url);

  expect(answer.body.toString()).toBe('{"a":1}');
  expect(logs.stdout).toBe(`one\n{"not":"the result"}\n${FRAME}`);
  expect(logs.stderr).toBe(`two\n${FRAME}`);
});

test('a refused argument of a run is framed and not logged', async () => {
  const { url, logs } = await serveScript(`echo '{}'`);

  for (const body of ['{"value":"text"}', '{"value":null}', '[]', '3']) {
    const answer = await request(url, '/run', { body });
    expect(answer.status).toBe(404);
    expect(answer.json).toEqual({ error: 'The action did not receive a dictionary or array as an argument.' });
  }
  expect(logs.stdout).toBe(FRAME.repeat(4));
  expect(logs.stderr).toBe(FRAME.repeat(4));
});

test('a run without value has no parameters', async () => {
  const { url } = await serveScript('echo "[$1]"');

  expect((await request(url, '/run', { body: '{}' })).json).toEqual([{}]);
  expect((await request(url, '/run', { body: '' })).json).toEqual([{}]);
});

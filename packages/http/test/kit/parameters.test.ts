import { init, request, run } from '../support/connection.js';
import { FRAME } from '../support/frame.js';
import { startServer } from '../support/servers.js';

const ARGUMENT = `#!/bin/sh\nprintf '%s\\n' "$1"\n`;
const STANDARD_INPUT = '#!/bin/sh\ncat\n';

/** A server with an action; both log streams must be those of silent activations so far. */
async function serveAction(code: string) {
  const { url, logs } = await startServer();
  expect((await init(url, { name: 'kit', main: 'main', code, binary: false, env: null })).status).toBe(200);
  return {
    url,
    logs,
    expectSilence: (activations: number) => {
      expect(logs.stdout).toBe(FRAME.repeat(activations));
      expect(logs.stderr).toBe(FRAME.repeat(activations));
    },
  };
}

describe.each([
  { from: 'the argument', code: ARGUMENT },
  { from: 'standard input', code: STANDARD_INPUT },
])('identity from $from', ({ code }) => {
  test('parameters are echoed, and nothing is logged but the frames', async () => {
    const { url, expectSilence } = await serveAction(code);
    const values = [
      {},
      { name: 'James' },
      { payload: '\'"`$(id)\\n' },
      { nested: { list: [1, -2.5, null, true] } },
      [],
      [{ a: 1 }, 'b', 3],
    ];

    for (const value of values) {
      const answer = await run(url, value);
      expect(answer.status).toBe(200);
      expect(answer.json).toEqual(value);
    }
    expectSilence(values.length);
  });

  test('the bytes of the parameters are echoed: numbers, order of keys and escapes', async () => {
    const { url } = await serveAction(code);
    const value = '{"z":12345678901234567890,"a":1.0,"e":1E400,"s":"\\u00e9\\/"}';

    expect((await request(url, '/run', { body: `{"value":${value}}` })).body.toString()).toBe(value);
  });
});

test('parameters over several lines reach the action as one line', async () => {
  const { url } = await serveAction('#!/bin/sh\nread -r line\nrest=$(wc -c)\nprintf \'%s\\n\' "[$line,$rest]"\n');
  const body = '{\r\n  "value": {\r\n    "a": 1\n  }\n}\n';

  expect((await request(url, '/run', { body })).json).toEqual([{ a: 1 }, 0]);
});

test('unicode arrives in parameters, result and logs', async () => {
  const { url, logs } = await serveAction(
    '#!/bin/bash\necho "❄ log ❄"\n[[ $1 == *"❄"* ]] && echo \'{"winter":"❄ ☃ ❄ 𝄞"}\'\n',
  );

  expect((await run(url, { delimiter: '❄' })).json).toEqual({ winter: '❄ ☃ ❄ 𝄞' });
  expect(logs.stdout).toBe(`❄ log ❄\n${FRAME}`);
});

test.each([1_048_561, 5_000_000])('a payload of %d bytes is echoed', async (size) => {
  const { url, expectSilence } = await serveAction(STANDARD_INPUT);
  const value = { payload: 'é'.repeat((size - '{"payload":""}'.length) / 2) };

  const answer = await run(url, value);

  expect(answer.status).toBe(200);
  expect(answer.body.equals(Buffer.from(JSON.stringify(value)))).toBe(true);
  expectSilence(1);
});

test.each([
  { bytes: 131_071, argument: 'is an argument too' },
  { bytes: 131_072, argument: 'is no argument' },
])('a payload of $bytes bytes $argument', async ({ bytes }) => {
  const { url } = await serveAction(`#!/bin/bash\necho "[$#,\${#1},$(tr -d '\\n' | wc -c)]"\n`);
  const value = { payload: 'x'.repeat(bytes - '{"payload":""}'.length) };

  const given = bytes <= 131_071;
  expect((await run(url, value)).json).toEqual([given ? 1 : 0, given ? bytes : 0, bytes]);
});

test('another entry point than main is accepted: an executable has only one', async () => {
  const { url, logs } = await startServer();

  expect((await init(url, { main: 'niam', code: ARGUMENT })).status).toBe(200);
  expect((await run(url, { a: 1 })).json).toEqual({ a: 1 });
  expect(logs.stdout + logs.stderr).toBe(FRAME.repeat(2));
});

test('arrays go in and come out', async () => {
  const { url } = await serveAction('#!/bin/sh\necho "[\\"a\\",$1]"\n');

  expect((await run(url, ['b', 'c'])).json).toEqual(['a', ['b', 'c']]);
});

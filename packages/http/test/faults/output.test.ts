import { ActionLoopRunner, SENTINEL } from '@actionrunner/core';
import { temporaryDirectory } from '../../../../test/support/clean-up.js';
import { serveScript } from '../support/actions.js';
import { init, run } from '../support/connection.js';
import { FRAME } from '../support/frame.js';
import { startServer } from '../support/servers.js';

const INVALID = { error: 'The action did not return a dictionary or array.' };
const NEUTRAL = SENTINEL.replace(/X$/, 'x');

describe('output that is not UTF-8', () => {
  test('passes through the logs byte for byte', async () => {
    const { url, logs } = await serveScript(`printf 'a\\377\\376\\n'; printf '\\300\\200' >&2; echo '{"a":1}'`);

    expect((await run(url)).json).toEqual({ a: 1 });
    expect(logs.bytes('stdout').toString('latin1')).toBe(`a\xff\xfe\n${FRAME}`);
    expect(logs.bytes('stderr').toString('latin1')).toBe(`\xc0\x80\n${FRAME}`);
  });

  test('in a result is replaced, and the logs say so once', async () => {
    const { url, logs } = await serveScript(`printf '{"a":"\\377\\376"}\\n'`);

    const answer = await run(url);

    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({ a: '\ufffd\ufffd' });
    expect(logs.stdout).toBe(FRAME);
    expect(logs.stderr).toBe(`The result of the action is not UTF-8: what is not was replaced by U+FFFD.\n${FRAME}`);
  });

  test('in the result of a loop process is replaced, too', async () => {
    const { url, logs } = await startServer(
      new ActionLoopRunner({ directory: temporaryDirectory(), acknowledges: false }),
    );
    const code = `#!/bin/sh\nread -r line; printf '[1,"caf\\351"]\\n' >&3; read -r line\n`;
    expect((await init(url, { code })).status).toBe(200);
    expect((await run(url)).json).toEqual([1, 'caf\ufffd']);
    expect(logs.stderr).toBe(`The result of the action is not UTF-8: what is not was replaced by U+FFFD.\n${FRAME}`);
  });

  test('that is no result is logged as it is', async () => {
    const { url, logs } = await serveScript(`printf '\\377\\n'`);

    expect((await run(url)).status).toBe(502);
    expect(logs.bytes('stdout').toString('latin1')).toBe(`\xff\n${FRAME}`);
  });
});

test.each([
  { what: 'an action that ends', script: 'exit 0', status: 0 },
  { what: 'an action that fails', script: 'exit 3', status: 3 },
])('no output of $what → 502, and one line on stdout says so', async ({ script, status }) => {
  const { url, logs } = await serveScript(script);

  const answer = await run(url);

  expect(answer.status).toBe(502);
  expect(answer.json).toEqual(INVALID);
  expect(logs.stdout).toBe(`error: the action wrote no result to stdout (exit status ${status}).\n${FRAME}`);
  expect(logs.stderr).toBe(FRAME);
});

test('output ending without newline is a result like any other', async () => {
  const { url, logs } = await serveScript(`printf 'log\\n{"a":1}'`);

  expect((await run(url)).json).toEqual({ a: 1 });
  expect(logs.stdout).toBe(`log\n${FRAME}`);
});

test('last log line without newline is finished before the frame', async () => {
  const { url, logs } = await serveScript(`printf 'no end' >&2; echo '{}'`);

  expect((await run(url)).status).toBe(200);
  expect(logs.stderr).toBe(`no end\n${FRAME}`);
});

describe('sentinel text printed by the action is neutralized', () => {
  test('on both streams, alone on a line or within one', async () => {
    const { url, logs } = await serveScript(`echo ${SENTINEL}; echo a${SENTINEL}${SENTINEL}b >&2; echo '{}'`);

    expect((await run(url)).status).toBe(200);
    expect(logs.stdout).toBe(`${NEUTRAL}\n${FRAME}`);
    expect(logs.stderr).toBe(`a${NEUTRAL}${NEUTRAL}b\n${FRAME}`);
  });

  test('when it is written in two parts', async () => {
    const [first, second] = [SENTINEL.slice(0, 20), SENTINEL.slice(20)];
    const { url, logs } = await serveScript(`printf ${first} >&2; sleep 0.2; echo ${second} >&2; echo '{}'`);

    expect((await run(url)).status).toBe(200);
    expect(logs.stderr).toBe(`${NEUTRAL}\n${FRAME}`);
  });

  test('as the last line, which is no result', async () => {
    const { url, logs } = await serveScript(`echo ${SENTINEL}`);

    expect((await run(url)).status).toBe(502);
    expect(logs.stdout).toBe(`${NEUTRAL}\n${FRAME}`);
  });

  test('but not in a result', async () => {
    const { url } = await serveScript(`echo '{"a":"${SENTINEL}"}'`);

    expect((await run(url)).json).toEqual({ a: SENTINEL });
  });
});

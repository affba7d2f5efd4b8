import { NativeRunner } from '@actionrunner/core';
import { temporaryDirectory } from '../../../../test/support/clean-up.js';
import { init, run } from '../support/connection.js';
import { startServer } from '../support/servers.js';

/** Returns its environment variables. Names with a line end in their value would break it. */
const PRINT_ENVIRONMENT = `#!/usr/bin/env node
console.log(JSON.stringify(process.env));
`;

/** A server with an action that returns its environment. */
async function serveEnvironment(env: unknown, container: Record<string, string> = {}) {
  const directory = temporaryDirectory();
  const environment = { PATH: process.env['PATH'], ...container };
  const { url, logs } = await startServer(new NativeRunner({ directory, environment }));
  const { status } = await init(url, { code: PRINT_ENVIRONMENT, env: env as Record<string, unknown> });
  expect(status).toBe(200);
  return { url, logs, directory };
}

test('the env of the init is visible in every activation', async () => {
  const { url } = await serveEnvironment({ SOME_VAR: 'xyz', ANOTHER_VAR: 'a=b=c', EMPTY: '' });

  for (let activation = 0; activation < 2; activation++) {
    expect((await run(url)).json).toMatchObject({ SOME_VAR: 'xyz', ANOTHER_VAR: 'a=b=c', EMPTY: '' });
  }
});

test('values of the env that are no strings are JSON', async () => {
  const { url } = await serveEnvironment({ NUMBER: 1, YES: true, NOTHING: null, OBJECT: { a: [1] } });

  expect((await run(url)).json).toMatchObject({ NUMBER: '1', YES: 'true', NOTHING: 'null', OBJECT: '{"a":[1]}' });
});

test('the activation context is in the environment', async () => {
  const { url } = await serveEnvironment(null);
  const context = {
    api_host: 'xyz',
    api_key: 'abc',
    namespace: 'zzz',
    action_name: 'xxx',
    action_version: '0.0.1',
    activation_id: 'iii',
    transaction_id: 'ttt',
    deadline: '123',
  };

  expect((await run(url, {}, context)).json).toMatchObject({
    __OW_API_HOST: 'xyz',
    __OW_API_KEY: 'abc',
    __OW_NAMESPACE: 'zzz',
    __OW_ACTION_NAME: 'xxx',
    __OW_ACTION_VERSION: '0.0.1',
    __OW_ACTIVATION_ID: 'iii',
    __OW_TRANSACTION_ID: 'ttt',
    __OW_DEADLINE: '123',
  });
});

test.each([
  { what: 'a string in the past', deadline: '123', expected: '123' },
  { what: 'a number in the past', deadline: 123, expected: '123' },
  { what: 'far in the future', deadline: '99999999999999', expected: '99999999999999' },
])('a deadline that is $what does not fail the activation', async ({ deadline, expected }) => {
  const { url } = await serveEnvironment(null);

  const answer = await run(url, {}, { deadline });

  expect(answer.status).toBe(200);
  expect(answer.json).toMatchObject({ __OW_DEADLINE: expected });
});

test('the message wins over the env of the init, and that over the container', async () => {
  const { url } = await serveEnvironment(
    { SHARED: 'init', __OW_API_HOST: 'of the init' },
    { SHARED: 'container', __OW_API_HOST: 'of the container', __OW_NAMESPACE: 'of the container' },
  );

  expect((await run(url, {}, { namespace: 'of the message' })).json).toMatchObject({
    SHARED: 'init',
    __OW_API_HOST: 'of the container',
    __OW_NAMESPACE: 'of the message',
  });
});

test('the working directory is the action directory, and PWD says so', async () => {
  const { url, directory } = await serveEnvironment({ PWD: '/elsewhere' });
  expect((await run(url)).json).toMatchObject({ PWD: directory });

  const { url: other } = await startServer(new NativeRunner({ directory }));
  await init(other, { code: '#!/bin/sh\necho "[\\"$(pwd -P)\\"]"\n' });
  expect((await run(other)).json).toEqual([directory]);
});

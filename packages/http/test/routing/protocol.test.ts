// Long because most of it is the table of requests and their answers.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NativeRunner, type RunnerErrorCode } from '@actionrunner/core';
import { temporaryDirectory } from '../../../../test/support/clean-up.js';
import { init, type RequestOptions, request, run } from '../support/connection.js';
import { nativeRunner, SERVERS, type ServerOptions, stubRunner, type TestServer } from '../support/servers.js';

/** One row of the protocol's status table: the last of some requests, and its answer. */
interface Row {
  readonly situation: string;
  readonly options?: ServerOptions;
  readonly runner?: () => NativeRunner | Promise<NativeRunner>;
  /** Code of an init that comes first. */
  readonly action?: string;
  readonly before?: (server: TestServer) => Promise<unknown>;
  readonly path: '/init' | '/run';
  readonly body: unknown;
  readonly status: number;
  readonly answer: unknown;
  /** Of the header `X-ActionRunner-Error`; absent where nothing failed. */
  readonly code?: RunnerErrorCode;
}

const ACTION = '#!/bin/sh\necho "$1"\n';
const NOT_A_ZIP = { value: { code: Buffer.from('not a zip').toString('base64'), binary: true } };
const anError = { error: expect.any(String) };

class FaultyRunner extends NativeRunner {
  protected override run(): never {
    throw new TypeError('a defect in the runner');
  }
}

function withDefect(): NativeRunner {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, 'exec'), ACTION, { mode: 0o755 });
  return new FaultyRunner({ directory });
}

const ROWS: readonly Row[] = [
  {
    situation: 'an init that succeeds',
    path: '/init',
    body: { value: { code: ACTION } },
    status: 200,
    answer: { ok: true },
  },
  {
    situation: 'an empty init where an executable is',
    runner: stubRunner,
    path: '/init',
    body: {},
    status: 200,
    answer: { ok: true },
  },
  {
    situation: 'an empty init where none is',
    path: '/init',
    body: {},
    status: 502,
    answer: { error: 'The action failed to generate or locate a binary. See logs for details.' },
    code: 'ERR_RUNNER_NO_BINARY',
  },
  {
    situation: 'an init after a successful one',
    action: ACTION,
    path: '/init',
    body: { value: { code: ACTION } },
    status: 403,
    answer: { error: 'Cannot initialize the action more than once.' },
    code: 'ERR_RUNNER_ALREADY_INITIALIZED',
  },
  {
    situation: 'an init after a successful one where that is allowed',
    options: { allowReinit: true },
    action: ACTION,
    path: '/init',
    body: { value: { code: ACTION } },
    status: 200,
    answer: { ok: true },
  },
  {
    situation: 'an init with a bad archive',
    path: '/init',
    body: NOT_A_ZIP,
    status: 502,
    answer: anError,
    code: 'ERR_RUNNER_ARCHIVE_INVALID',
  },
  {
    situation: 'an init whose build fails',
    path: '/init',
    body: { value: { code: '#!/no/such/interpreter\n' } },
    status: 502,
    answer: { error: "The interpreter /no/such/interpreter in the script's first line does not exist here." },
    code: 'ERR_RUNNER_BUILD',
  },
  {
    situation: 'an init with a known field of a wrong type',
    path: '/init',
    body: { value: { code: 5 } },
    status: 502,
    answer: { error: expect.stringContaining('value.code') },
    code: 'ERR_RUNNER_MESSAGE_INVALID',
  },
  {
    situation: 'an init after a failed one',
    before: ({ url }) => request(url, '/init', { body: NOT_A_ZIP }),
    path: '/init',
    body: { value: { code: ACTION } },
    status: 200,
    answer: { ok: true },
  },
  {
    situation: 'an init whose value is no object',
    path: '/init',
    body: { value: 'text' },
    status: 404,
    answer: anError,
    code: 'ERR_RUNNER_INIT_ARGUMENT',
  },
  {
    situation: 'a run whose value is neither object nor array',
    action: ACTION,
    path: '/run',
    body: { value: 'text' },
    status: 404,
    answer: { error: 'The action did not receive a dictionary or array as an argument.' },
    code: 'ERR_RUNNER_RUN_ARGUMENT',
  },
  {
    situation: 'a run without executable',
    path: '/run',
    body: { value: {} },
    status: 502,
    answer: { error: 'The action failed to locate a binary. See logs for details.' },
    code: 'ERR_RUNNER_NOT_READY',
  },
  {
    situation: 'a run after a failed init, where a stub is',
    runner: stubRunner,
    before: ({ url }) => request(url, '/init', { body: NOT_A_ZIP }),
    path: '/run',
    body: { value: {} },
    status: 502,
    answer: { error: 'The action cannot run: its initialization failed.' },
    code: 'ERR_RUNNER_NOT_INITIALIZED',
  },
  {
    situation: 'a run that returns an object',
    action: ACTION,
    path: '/run',
    body: { value: { name: 'James' } },
    status: 200,
    answer: { name: 'James' },
  },
  {
    situation: 'a run that returns an array',
    action: ACTION,
    path: '/run',
    body: { value: [1, 'two'] },
    status: 200,
    answer: [1, 'two'],
  },
  ...['not json', '"text"', 'null', '5'].map(
    (line): Row => ({
      situation: `a run whose last line is ${line}`,
      action: `#!/bin/sh\necho '${line}'\n`,
      path: '/run',
      body: { value: {} },
      status: 502,
      answer: { error: 'The action did not return a dictionary or array.' },
      code: 'ERR_RUNNER_RESULT_INVALID',
    }),
  ),
  {
    situation: 'a run that returns an application error',
    action: `#!/bin/sh\necho '{"error":"no such user"}'\n`,
    path: '/run',
    body: { value: {} },
    status: 200,
    answer: { error: 'no such user' },
    code: 'ERR_RUNNER_APPLICATION',
  },
  ...(['/init', '/run'] as const).flatMap((path): Row[] => [
    {
      situation: `${path} with an array as its body`,
      path,
      body: [],
      status: 404,
      answer: anError,
      code: path === '/init' ? 'ERR_RUNNER_INIT_ARGUMENT' : 'ERR_RUNNER_RUN_ARGUMENT',
    },
    {
      situation: `${path} with malformed JSON`,
      path,
      body: '{"value":',
      status: 400,
      answer: anError,
      code: 'ERR_RUNNER_BODY_MALFORMED',
    },
    {
      situation: `${path} of a new container while the runtime shuts down`,
      before: ({ proxy }) => proxy.stop(),
      path,
      body: { value: {} },
      status: 502,
      answer: { error: 'The runtime is shutting down.' },
      code: 'ERR_RUNNER_STOPPING',
    },
  ]),
  {
    situation: '/run of a container that has run before, while the runtime shuts down',
    action: ACTION,
    before: async ({ url, proxy }) => {
      await run(url);
      await proxy.stop();
    },
    path: '/run',
    body: { value: {} },
    status: 503,
    answer: { error: 'The runtime is shutting down.' },
    code: 'ERR_RUNNER_STOPPING',
  },
  {
    situation: 'a fault of the runner',
    runner: withDefect,
    path: '/run',
    body: { value: {} },
    status: 500,
    answer: { error: 'The runtime failed: a defect in the runner' },
    code: 'ERR_RUNNER_FAULT',
  },
];

describe.each(SERVERS)('the protocol over $name', ({ start }) => {
  // Connection.answer() demands a Content-Length each time.
  test.each(ROWS)('$situation: $status', async ({ options, runner = nativeRunner, action, before, ...row }) => {
    const server = await start(await runner(), options);
    if (action !== undefined) {
      expect((await init(server.url, { code: action })).status).toBe(200);
    }
    await before?.(server);

    const answer = await request(server.url, row.path, { body: row.body });

    expect(answer.status).toBe(row.status);
    expect(answer.json).toEqual(row.answer);
    expect(answer.headers['content-type']).toBe('application/json');
    expect(answer.headers['x-actionrunner-error']).toBe(row.code);
  });

  const REFUSED: readonly (RequestOptions & { name: string; path: string; status: number })[] = [
    { name: 'an unknown path', path: '/unknown', status: 404 },
    { name: 'the root', method: 'GET', path: '/', status: 404 },
    { name: 'a path that begins like a route', path: '/runner', status: 404 },
    { name: 'GET', method: 'GET', path: '/run', status: 405 },
    { name: 'PUT', method: 'PUT', path: '/init', status: 405 },
    { name: 'OPTIONS', method: 'OPTIONS', path: '/init', status: 405 },
    { name: 'an undecodable path', path: '/%ff', status: 404 },
  ];

  test.each(REFUSED)('$name is answered with $status and a JSON error', async ({ path, status, method = 'POST' }) => {
    const { url, logs } = await start();

    const answer = await request(url, path, { method, body: '{}' });

    expect(answer.status).toBe(status);
    expect(answer.json).toEqual(anError);
    expect(answer.headers['content-type']).toBe('application/json');
    expect(answer.headers['allow']).toBe(status === 405 ? 'POST' : undefined);
    expect(logs.stdout + logs.stderr).toBe('');
  });

  test('a query does not change the route', async () => {
    const { url } = await start();
    await init(url, { code: ACTION });

    expect((await request(url, '/run?blocking=true', { body: { value: { a: 1 } } })).json).toEqual({ a: 1 });
  });
});

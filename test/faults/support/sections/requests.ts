import { connect } from 'node:net';
import { script } from '../actions.js';
import { type Answer, type Fault, NOBODY, type Section, type Seen } from '../fault.js';

const ARGUMENT: Answer = {
  status: 404,
  code: 'ERR_RUNNER_RUN_ARGUMENT',
  says: 'The action did not receive a dictionary or array as an argument.',
};
const ACTION = { code: script() };

/** A request that is refused before the action is asked. */
function refused(name: string, path: string, body: unknown, client: Answer, more: Partial<Fault> = {}): Fault {
  return {
    name,
    setup: ACTION,
    act: (runtime) => runtime.post(path, body),
    client,
    framed: false,
    after: 'works',
    ...more,
  };
}

/** What comes over HTTP. */
export const REQUESTS: Section = {
  title: 'Requests',
  faults: [
    refused('a body that is not JSON', '/run', '{"value":', {
      status: 400,
      code: 'ERR_RUNNER_BODY_MALFORMED',
      says: 'The request body is not valid JSON: …',
    }),
    refused('a run whose value is a number', '/run', { value: 42 }, ARGUMENT, { framed: true }),
    refused('a run whose body is an array', '/run', [], ARGUMENT, { framed: true }),
    refused(
      'an init whose value is a number',
      '/init',
      { value: 42 },
      {
        status: 404,
        code: 'ERR_RUNNER_INIT_ARGUMENT',
        says: 'The value of the init message must be an object.',
      },
    ),
    refused(
      'a body that is too large',
      '/run',
      { value: { text: 'x'.repeat(1000) } },
      {
        status: 413,
        code: 'ERR_RUNNER_BODY_TOO_LARGE',
        says: 'The request body is larger than the limit of 1000 bytes.',
      },
      { setup: { ...ACTION, options: ['--max-body-bytes', '1000'] } },
    ),
    refused(
      'a compressed body',
      '/run',
      {},
      {
        status: 415,
        code: 'ERR_RUNNER_BODY_ENCODED',
        says: 'The request body is compressed; send it uncompressed.',
      },
      { act: (runtime) => runtime.post('/run', {}, { 'content-encoding': 'gzip' }) },
    ),
    refused(
      'another path',
      '/start',
      {},
      {
        status: 404,
        says: 'Not found: /start. This runtime serves POST /init, POST /run and GET /health.',
      },
    ),
    refused(
      'another method',
      '/run',
      {},
      { status: 405, says: '/run accepts POST, not GET.' },
      {
        act: (runtime) => runtime.ask('/run', { method: 'GET' }),
      },
    ),
    refused(
      'a request that is not HTTP',
      '',
      '',
      { status: 400, says: 'The request is not valid HTTP: …' },
      {
        act: async (runtime) => {
          const client = await runtime.connect();
          client.write('hello\r\n\r\n');
          return await runtime.seen(client.answer());
        },
      },
    ),
    slow('a client that sends no headers', '--headers-timeout', 'POST /run HTTP/1.1\r\nhost: '),
    refused(
      'headers that are too large',
      '/run',
      {},
      {
        status: 431,
        says: 'The request is not valid HTTP: Parse Error: Header overflow.',
      },
      { act: (runtime) => runtime.post('/run', {}, { large: 'x'.repeat(20_000) }) },
    ),
    slow(
      'a client that sends half a body',
      '--request-timeout',
      'POST /run HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n{',
    ),
    {
      name: 'a client that does not read a large answer',
      setup: {
        code: script(`printf '{"text":"'`, `head -c 20000000 /dev/zero | tr '\\0' x`, `printf '"}\\n'`, 'exit'),
      },
      act: async (runtime) => {
        // Nobody listens to what comes, so that nothing is read.
        const body = '{"value":{"fault":true}}';
        const client = connect(runtime.url).on('error', () => undefined);
        client.write(`POST /run HTTP/1.1\r\nhost: x\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
        await runtime.framed();
        void runtime.exited.then(() => client.destroy());
        return NOBODY;
      },
      client: NOBODY,
      after: 'works',
    },
    {
      name: 'a health check before an init',
      setup: { fresh: true },
      act: (runtime) => runtime.ask('/health', { method: 'GET' }),
      client: { status: 200, says: '{"status":"ready"}' },
      framed: false,
      after: 'empty',
    },
    {
      name: 'a health check when it is turned off',
      setup: { ...ACTION, options: ['--no-health'] },
      act: (runtime) => runtime.ask('/health', { method: 'GET' }),
      client: { status: 404, says: 'Not found: /health. This runtime serves POST /init and POST /run.' },
      framed: false,
      after: 'works',
    },
  ],
};

function slow(name: string, option: string, start: string): Fault {
  return {
    name,
    setup: { ...ACTION, options: [option, '300'] },
    act: async (runtime): Promise<Seen> => {
      const client = await runtime.connect();
      client.write(start);
      return await runtime.seen(client.answer());
    },
    client: { status: 408, says: 'The request took too long to arrive.' },
    framed: false,
    after: 'works',
  };
}

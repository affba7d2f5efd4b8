import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '../../../../test/support/clean-up.js';
import { waitFor } from '../../../core/test/support/wait-for.js';
import { Connection, init, request, run } from '../support/connection.js';
import { FRAME } from '../support/frame.js';
import { nativeRunner, SERVERS } from '../support/servers.js';

const ECHO = '#!/bin/sh\necho "$1"\n';
const LIMIT = 1000;
const CHUNK = `${(100).toString(16)}\r\n${'x'.repeat(100)}\r\n`;

/** Notes each activation in a file; one with `{"wait":true}` runs until the file `go` is there. */
function waitingAction(directory: string): string {
  return [
    '#!/bin/sh',
    `echo "$1" >> '${directory}/started'`,
    `case "$1" in *wait*) while [ ! -e '${directory}/go' ]; do sleep 0.02; done;; esac`,
    `echo "$1" >> '${directory}/ended'`,
    'echo "$1"',
    '',
  ].join('\n');
}

function lines(file: string): string[] {
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
}

describe.each(SERVERS)('requests to $name', ({ start }) => {
  test.each([
    { type: 'none', headers: {} },
    { type: 'application/json', headers: { 'content-type': 'application/json' } },
    { type: 'text/plain', headers: { 'content-type': 'text/plain; charset=latin1' } },
    { type: 'a form', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    { type: 'nonsense', headers: { 'content-type': ';;' } },
  ])('a body is read as JSON in UTF-8 with the content type: $type', async ({ headers }) => {
    const { url } = await start();
    await init(url, { code: ECHO });

    expect((await request(url, '/run', { headers, body: { value: { name: 'Jürgen' } } })).json).toEqual({
      name: 'Jürgen',
    });
  });

  test('a chunked body is read', async () => {
    const { url } = await start();
    await init(url, { code: ECHO });
    const connection = await Connection.open(url);

    connection.send('/run', { headers: { 'transfer-encoding': 'chunked' } });
    connection.write('9\r\n{"value":\r\n8\r\n{"a":1}}\r\n0\r\n\r\n');

    expect((await connection.answer()).json).toEqual({ a: 1 });
    connection.close();
  });

  test.each([
    { pieces: 'together with its head', cuts: (head: number) => [head + 17] },
    { pieces: 'after its head', cuts: (head: number) => [head] },
    { pieces: 'partly with its head', cuts: (head: number) => [head + 5] },
    { pieces: 'in three pieces', cuts: (head: number) => [head, head + 5, head + 16] },
  ])('a body that comes $pieces is read, and so is the next one', async ({ cuts }) => {
    const { url } = await start();
    await init(url, { code: ECHO });
    const connection = await Connection.open(url);
    const head = 'POST /run HTTP/1.1\r\nhost: localhost\r\ncontent-length: 17\r\n\r\n';
    const message = `${head}{"value":{"a":1}}`;

    let sent = 0;
    for (const cut of cuts(head.length)) {
      connection.write(message.slice(sent, cut));
      await new Promise((resolve) => setTimeout(resolve, 50));
      sent = cut;
    }
    connection.write(message.slice(sent));

    expect((await connection.answer()).json).toEqual({ a: 1 });
    expect((await connection.request('/run', { body: { value: { a: 2 } } })).json).toEqual({ a: 2 });
    connection.close();
  });

  test('several requests that come in one piece are all read', async () => {
    const { url } = await start();
    await init(url, { code: ECHO });
    const connection = await Connection.open(url);
    const messageOf = (a: number) =>
      `POST /run HTTP/1.1\r\nhost: localhost\r\ncontent-length: 17\r\n\r\n{"value":{"a":${a}}}`;

    connection.write([1, 2, 3].map(messageOf).join(''));

    const answers: unknown[] = [];
    for (let count = 0; count < 3; count++) {
      answers.push((await connection.answer()).json);
    }
    expect(answers).toEqual([{ a: 1 }, { a: 2 }, { a: 3 }]);
    connection.close();
  });

  test('a body of exactly the limit is read', async () => {
    const { url } = await start(nativeRunner(), { maxBodyBytes: LIMIT });
    await init(url, { code: ECHO });

    expect((await request(url, '/run', { body: '{}'.padEnd(LIMIT) })).status).toBe(200);
  });

  test.each([
    { framing: 'Content-Length', headers: {}, body: 'x'.repeat(LIMIT + 1) },
    {
      framing: 'chunks',
      headers: { 'transfer-encoding': 'chunked' },
      body: `${CHUNK.repeat(LIMIT / 100 + 1)}0\r\n\r\n`,
    },
  ])('a body over the limit with $framing is refused with 413, and the connection stays usable', async (large) => {
    const { url } = await start(nativeRunner(), { maxBodyBytes: LIMIT });
    await init(url, { code: ECHO });
    const connection = await Connection.open(url);

    const answer = await connection.request('/run', large);

    expect(answer.status).toBe(413);
    expect(answer.json).toEqual({ error: `The request body is larger than the limit of ${LIMIT} bytes.` });
    expect((await connection.request('/run', { body: { value: { a: 1 } } })).json).toEqual({ a: 1 });
    connection.close();
  });

  test('a body that is too large is refused before it has arrived', async () => {
    const { url } = await start(nativeRunner(), { maxBodyBytes: LIMIT });

    expect((await request(url, '/run', { headers: { 'content-length': `${LIMIT + 1}` } })).status).toBe(413);
    expect((await request(url, '/init', { headers: { 'content-length': `${LIMIT + 1}` } })).status).toBe(413);
  });

  test('a compressed body is refused with 415, and the connection stays usable', async () => {
    const { url } = await start();
    await init(url, { code: ECHO });
    const connection = await Connection.open(url);

    const answer = await connection.request('/run', { headers: { 'content-encoding': 'gzip' }, body: 'xxx' });

    expect(answer.status).toBe(415);
    expect(answer.json).toEqual({ error: 'The request body is compressed; send it uncompressed.' });
    const plain = { headers: { 'content-encoding': 'identity' }, body: { value: { a: 1 } } };
    expect((await connection.request('/run', plain)).json).toEqual({ a: 1 });
    connection.close();
  });

  test('a connection serves many requests, also ones sent without waiting', async () => {
    const { url } = await start();
    const connection = await Connection.open(url);

    expect((await connection.request('/init', { body: { value: { code: ECHO } } })).status).toBe(200);
    expect((await connection.request('/unknown')).status).toBe(404);
    for (let number = 0; number < 3; number++) {
      connection.send('/run', { body: { value: { number } } });
    }

    for (let number = 0; number < 3; number++) {
      expect((await connection.answer()).json).toEqual({ number });
    }
    connection.close();
  });

  test('HEAD is answered with 405, the length of the error and no body', async () => {
    const { url } = await start();
    const connection = await Connection.open(url);

    connection.send('/run', { method: 'HEAD' });

    expect((await connection.answer({ bodiless: true })).status).toBe(405);
    expect((await connection.request('/unknown')).status).toBe(404);
    connection.close();
  });

  test('a client that says Expect: 100-continue is told to go on', async () => {
    const { url } = await start();
    await init(url, { code: ECHO });
    const connection = await Connection.open(url);

    connection.send('/run', { headers: { expect: '100-continue', 'content-length': '17' } });
    await connection.text('HTTP/1.1 100 Continue\r\n\r\n');
    connection.write('{"value":{"a":1}}');

    expect((await connection.answer()).json).toEqual({ a: 1 });
    connection.close();
  });

  test('a client that leaves in the middle of its body starts nothing', async () => {
    const directory = temporaryDirectory();
    const { url, logs } = await start();
    await init(url, { code: waitingAction(directory) });
    const connection = await Connection.open(url);

    connection.send('/run', { headers: { 'content-length': '1000' }, body: '{"value":{}}' });
    connection.close();
    await connection.closed;

    expect((await run(url, { after: 1 })).json).toEqual({ after: 1 });
    expect(lines(join(directory, 'started'))).toEqual(['{"after":1}']);
    expect(logs.stderr).toBe(FRAME);
  });

  test('a client that leaves while its request waits starts nothing', async () => {
    const directory = temporaryDirectory();
    const { url } = await start();
    await init(url, { code: waitingAction(directory) });
    const first = run(url, { wait: 1 });
    await waitFor('the first runs', () => lines(join(directory, 'started')).length === 1);

    const connection = await Connection.open(url);
    connection.send('/run', { body: { value: { left: true } } });
    // The answer to an error that waits for nobody shows that the server has read what came before it.
    expect((await request(url, '/unknown')).status).toBe(404);
    connection.reset();
    const last = run(url, { last: true });
    expect((await request(url, '/unknown')).status).toBe(404);
    writeFileSync(join(directory, 'go'), '');

    expect((await first).json).toEqual({ wait: 1 });
    expect((await last).json).toEqual({ last: true });
    expect(lines(join(directory, 'started'))).toEqual(['{"wait":1}', '{"last":true}']);
  });

  test('an activation whose client leaves runs to its end, logs and frame included', async () => {
    const directory = temporaryDirectory();
    const { url, logs } = await start();
    await init(url, { code: waitingAction(directory) });
    const connection = await Connection.open(url);
    connection.send('/run', { body: { value: { wait: 1 } } });
    await waitFor('it runs', () => lines(join(directory, 'started')).length === 1);

    connection.close();
    const next = run(url, { next: 1 });
    writeFileSync(join(directory, 'go'), '');

    expect((await next).json).toEqual({ next: 1 });
    expect(lines(join(directory, 'ended'))).toEqual(['{"wait":1}', '{"next":1}']);
    expect(logs.stderr).toBe(FRAME.repeat(2));
  });
});

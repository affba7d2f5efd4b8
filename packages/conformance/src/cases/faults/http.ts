import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { type ConformanceCase, defineCase } from '../../case/case.js';
import type { Runtime } from '../../case/runtime.js';
import { script } from '../support/script.js';
import { SOURCES } from '../support/sources.js';
import { OK } from './support.js';

const { defect } = SOURCES;

/** Clients that misbehave, and health checks. */
export const FAULTS_HTTP_CASES: readonly ConformanceCase[] = [
  defineCase(
    {
      id: 'faults/not-http',
      title: 'a request that is not HTTP does not stop the runtime',
      severity: 'recommended',
      source: 'RFC 9112, 3: an invalid request line is answered with 400',
      remedy: 'Answer 400 or close the connection, and serve the others.',
      needs: ['sleep'],
    },
    async (t) => {
      const runtime = await t.startWith('sleep');
      await sendAndClose(runtime, 'this is not HTTP\r\n\r\n');
      t.expectAnswer(await runtime.run({ ms: 1 }), { status: 200, json: OK }, 'POST /run after it');
    },
  ),
  defineCase(
    {
      id: 'faults/half-a-request',
      title: 'a client that sends half a body and disconnects does not run the action',
      severity: 'required',
      source: 'RFC 9112, 8: a message whose body is shorter than its Content-Length is incomplete',
      remedy: 'Run an activation only when its whole body has arrived.',
      supports: ['executables'],
    },
    async (t) => {
      const runtime = await t.startWith(
        script(
          'case $(cat) in *count*) ;; *) echo run >> runs ;; esac',
          'printf \'{"runs": %d}\\n\' "$(cat runs 2>/dev/null | wc -l)"',
        ),
      );
      await sendAndClose(
        runtime,
        'POST /run HTTP/1.1\r\nHost: runtime\r\nContent-Type: application/json\r\nContent-Length: 40\r\n\r\n{"value": {}}',
      );
      t.expectAnswer(await runtime.run({ count: 1 }), { status: 200, json: { runs: 0 } }, 'POST /run after it');
    },
  ),
  defineCase(
    {
      id: 'faults/compressed-body',
      title: 'a compressed body is refused, or read; it does not count as an empty one',
      severity: 'informative',
      source: 'RFC 9110, 15.5.16: 415 Unsupported Media Type',
      remedy: 'Answer 415 to a request with a Content-Encoding.',
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      const body = gzipSync(JSON.stringify({ value: { name: 'James' } }));
      const answer = await runtime.post('/run', body, { headers: { 'content-encoding': 'gzip' } });
      if (answer.status === 200) t.expectAnswer(answer, { json: { name: 'James' } }, 'POST /run');
      else t.expect(answer.status, 'the status of POST /run').toBeOneOf(400, 415);
    },
  ),
  defineCase(
    {
      id: 'faults/large-headers',
      title: 'headers of 100 kB do not stop the runtime',
      severity: 'informative',
      source: 'RFC 6585, 5: 431 Request Header Fields Too Large',
      remedy: 'Answer 431 or close the connection, and serve the others.',
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      const header = randomBytes(50_000).toString('hex');
      await sendAndClose(runtime, `POST /run HTTP/1.1\r\nHost: runtime\r\nX-Large: ${header}\r\n\r\n`);
      t.expectAnswer(await runtime.run({ a: 1 }), { status: 200, json: { a: 1 } }, 'POST /run after it');
    },
  ),
  defineCase(
    {
      id: 'faults/health',
      title: 'GET /health is answered with 200 before an init',
      severity: 'informative',
      source: `${defect}: no runtime has a health check`,
      remedy: 'Answer GET /health with 200 as soon as requests are accepted.',
      requires: ['fresh'],
    },
    async (t) => {
      const runtime = await t.start();
      t.expectAnswer(await runtime.request('GET', '/health', undefined), { status: 200 }, 'GET /health');
    },
  ),
];

/** Sends bytes, ends the connection, and waits until it is closed, however it is. */
async function sendAndClose({ address }: Runtime, text: string): Promise<void> {
  const socket = connect({ ...address });
  socket.on('error', () => undefined); // the runtime may reset it
  socket.resume();
  socket.end(text);
  const closed = new Promise((resolve) => socket.on('close', resolve));
  await Promise.race([closed, sleep(500)]);
  socket.destroy();
}

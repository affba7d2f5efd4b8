import { Agent } from 'node:http';
import { type ConformanceCase, defineCase } from '../../case/case.js';
import type { Runtime } from '../../case/runtime.js';
import type { Answer } from '../../client/answer.js';
import { expectNoDelay } from '../support/expect-no-delay.js';
import { PING } from '../support/ping.js';
import { SOURCES } from '../support/sources.js';

const { document, invoker, defect } = SOURCES;

/**
 * How much longer an answer may take on a connection that is kept; a delayed acknowledgement of TCP takes 40 ms. Where answers take long
 * anyway, such as on a busy machine, it is a share of their time.
 */
const KEPT_DELAY_MS = 20;

const KEPT_DELAY_SHARE = 0.5;

const KEPT_RUNS = 9;

/** A delay is there each time; a busy machine is not. */
const KEPT_ROUNDS = 3;

/** The fastest answer of several on connections of their own, and on one that is kept. */
interface ConnectionTimes {
  readonly freshMs: number;
  readonly keptMs: number;
}

/** How long a connection is waited for that is to be closed; many servers keep an idle one for 5 s or more. */
const CLOSE_MS = 3_000;

/** How long an answer and the end of its connection may take on any machine; some servers keep an idle one for 2 s only. */
const ALLOWED_CLOSE_MS = 1_000;

/** A request of HTTP/1.0 needs no Host. */
const OLD_REQUEST = 'POST /run HTTP/1.0\r\n';

/** One of HTTP/1.1 that asks for the end of the connection. */
const LAST_REQUEST = 'POST /run HTTP/1.1\r\nHost: runtime\r\nConnection: close\r\n';

/** Connections, bodies, paths and methods. */
export const RUN_HTTP_CASES: readonly ConformanceCase[] = [
  defineCase(
    {
      id: 'run/kept-connection',
      title: 'several runs over one connection work',
      severity: 'required',
      source: `${invoker}: keeps its connections`,
      remedy: 'Keep the connection open after an answer, or say Connection: close.',
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      try {
        for (let count = 1; count <= 3; count += 1) {
          const answer = await runtime.run({ count }, {}, { agent });
          t.expectAnswer(answer, { status: 200, json: { count } }, `POST /run number ${count} on a connection`);
        }
      } finally {
        agent.destroy();
      }
    },
  ),
  defineCase(
    {
      id: 'run/kept-connection-is-fast',
      title: 'answers over a connection that is kept are not delayed',
      severity: 'recommended',
      source: `${defect}: 44 ms for each activation where headers and body are sent in two pieces`,
      remedy: 'Send the headers and the body of an answer in one write, and set TCP_NODELAY.',
      needs: ['echo'],
      exclusive: true,
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      let round = await measureConnections(runtime);
      for (let count = 1; count < KEPT_ROUNDS && isDelayed(round); count += 1)
        round = await measureConnections(runtime);
      const { freshMs, keptMs } = round;
      const [fresh, kept] = [Math.round(freshMs), Math.round(keptMs)];
      t.expect(isDelayed(round) ? `delayed: ${kept} ms instead of ${fresh}` : 'as fast', 'a kept connection').toBe(
        'as fast',
      );
    },
  ),
  defineCase(
    {
      id: 'run/chunked-request',
      title: 'an init and a run whose bodies are chunked work',
      severity: 'recommended',
      source: 'RFC 9112, section 7.1: a recipient must be able to decode the chunked transfer coding',
      remedy: 'Read the body to its end, not as many bytes as Content-Length says.',
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.start();
      const init = await runtime.initSample(t.sample('echo'), {}, { sending: 'chunked' });
      t.expectAnswer(init, { status: 200 }, 'POST /init with a chunked body');
      const answer = await runtime.run(PING, {}, { sending: 'chunked' });
      t.expectAnswer(answer, { status: 200, json: PING }, 'POST /run with a chunked body');
    },
  ),
  defineCase(
    {
      id: 'run/expect-continue',
      title: 'a client that asks before it sends the body gets 100 Continue',
      severity: 'informative',
      source: 'RFC 9110, section 10.1.1: Expect: 100-continue, as curl sends it with large bodies',
      remedy: 'Answer 100 Continue when a request says Expect: 100-continue; curl waits a second without it.',
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      const answer = await runtime.run(PING, {}, { sending: 'expect-continue' });
      t.expectAnswer(answer, { status: 200, json: PING }, 'POST /run with Expect: 100-continue');
    },
  ),
  defineCase(
    {
      id: 'run/http-1-0',
      title: 'a request of HTTP/1.0 is answered as such a client understands, and its connection is closed',
      severity: 'informative',
      source: 'RFC 9112, sections 6.1 and 9.3; ab and proxies such as nginx may speak HTTP/1.0',
      remedy: 'Do not require a Host of HTTP/1.0, do not send it chunks, and close the connection after the answer.',
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      await expectNoDelay(t, {
        what: 'the end of the connection',
        allowedMs: ALLOWED_CLOSE_MS,
        async measure() {
          const answer = await sendUntilClosed(runtime, OLD_REQUEST);
          t.expect(answer.headers['transfer-encoding'], 'Transfer-Encoding').toBe(undefined);
          t.expectAnswer(answer, { status: 200, json: PING }, 'POST /run with HTTP/1.0');
          return answer.durationMs;
        },
        comparison: 'with HTTP/1.1 and Connection: close',
        compare: async () => (await sendUntilClosed(runtime, LAST_REQUEST)).durationMs,
      });
    },
  ),
  defineCase(
    {
      id: 'run/other-path',
      title: 'another path is answered with an error, not by the action',
      severity: 'informative',
      source: `${document}: a runtime has POST /init and POST /run`,
      remedy: 'Answer any other path with 404.',
      requires: ['fresh'],
    },
    async (t) => {
      const runtime = await t.start();
      const answer = await runtime.post('/start', { value: {} });
      t.expect(answer.status, 'the status of POST /start').toSatisfy((status) => Number(status) >= 400, '4xx or 5xx');
    },
  ),
  defineCase(
    {
      id: 'run/other-method',
      title: 'GET /run is answered with an error, not by the action',
      severity: 'informative',
      source: `${document}: a runtime has POST /init and POST /run`,
      remedy: 'Answer methods other than POST with 405.',
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      const answer = await runtime.request('GET', '/run', undefined);
      t.expect(answer.status, 'the status of GET /run').toSatisfy((status) => Number(status) >= 400, '4xx or 5xx');
    },
  ),
];

/** An activation on a connection that the runtime has to close. @param head the first lines of the request */
async function sendUntilClosed(runtime: Runtime, head: string): Promise<Answer> {
  const body = JSON.stringify({ value: PING });
  const fields = `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`;
  return await runtime.raw([`${head}${fields}${body}`], { closesWithinMs: CLOSE_MS });
}

/** Runs on both kinds of connections by turns, so that what else the machine does is the same for both. */
async function measureConnections(runtime: Runtime): Promise<ConnectionTimes> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const times = { fresh: [] as number[], kept: [] as number[] };
  try {
    for (let count = 0; count < KEPT_RUNS; count += 1) {
      times.fresh.push((await runtime.run({})).durationMs);
      const { durationMs } = await runtime.run({}, {}, { agent });
      if (count > 0) times.kept.push(durationMs);
    }
  } finally {
    agent.destroy();
  }
  return { freshMs: Math.min(...times.fresh), keptMs: Math.min(...times.kept) };
}

function isDelayed({ freshMs, keptMs }: ConnectionTimes): boolean {
  return keptMs - freshMs >= Math.max(KEPT_DELAY_MS, KEPT_DELAY_SHARE * freshMs);
}

// Long because most of it is texts that a report shows, one case after the other.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type ConformanceCase, defineCase } from '../case/case.js';
import type { Runtime } from '../case/runtime.js';
import { SENTINEL } from '../logs/sentinel.js';
import { PING } from './support/ping.js';
import { script } from './support/script.js';
import { SOURCES } from './support/sources.js';

const { document, invoker, own, defect } = SOURCES;
const ALLOWED = { environment: { __OW_ALLOW_CONCURRENT: 'true' } };

/** What the longest and the other activations of a case sleep, in milliseconds. */
const LONG_MS = 6_000;
const SHORT_MS = [1, 2, 3];

/** Several requests and connections at once. */
export const CONCURRENCY_CASES: readonly ConformanceCase[] = [
  defineCase(
    {
      id: 'concurrency/all-answered',
      title: 'with __OW_ALLOW_CONCURRENT=true, eight runs at once are all answered, each with its own result',
      severity: 'required',
      source: `${invoker}: sends several at once only where the runtime and the action allow it`,
      remedy: 'Let requests wait for their turn; answer every one.',
      needs: ['echo'],
      supports: ['concurrency'],
      requires: ['environment'],
    },
    async (t) => {
      const runtime = await t.startWith('echo', {}, ALLOWED);
      const numbers = [1, 2, 3, 4, 5, 6, 7, 8];
      const answers = await Promise.all(numbers.map((number) => runtime.run({ number })));
      t.expect(
        answers.map(({ status }) => status),
        'the statuses',
      ).toBe(numbers.map(() => 200));
      t.expect(
        answers.map(({ json }) => json),
        'the results',
      ).toBe(numbers.map((number) => ({ number })));
    },
  ),
  defineCase(
    {
      id: 'concurrency/one-frame-each',
      title: 'with __OW_ALLOW_CONCURRENT=true, eight runs at once have eight frames on each stream',
      severity: 'required',
      source: `${document}: Logging; ${invoker}: sends several at once only where that is allowed`,
      remedy: 'Write the sentinel once for each activation, whatever else runs.',
      needs: ['log'],
      supports: ['concurrency'],
      requires: ['logs', 'environment'],
    },
    async (t) => {
      const runtime = await t.startWith('log', {}, ALLOWED);
      await runtime.logs({ frames: 0 });
      await Promise.all(Array.from({ length: 8 }, () => runtime.run({})));
      const { frames, stdout } = await runtime.logs({ frames: 8 });
      t.expect(frames, 'the sentinels').toBe({ stdout: 8, stderr: 8 });
      t.expect(stdout.split('\n').filter((line) => line === SENTINEL).length, 'the lines that are the sentinel').toBe(
        8,
      );
    },
  ),
  defineCase(
    {
      id: 'concurrency/one-at-a-time',
      title: 'without __OW_ALLOW_CONCURRENT, activations run one after the other',
      severity: 'informative',
      source: `${invoker}: an action runs one activation in a container unless it allows more`,
      remedy: 'Start an activation when the one before has ended, unless __OW_ALLOW_CONCURRENT is true.',
      needs: ['sleep'],
      requires: ['environment'],
    },
    async (t) => {
      const runtime = await t.startWith('sleep');
      const started = performance.now();
      await Promise.all([1, 2].map(() => runtime.run({ ms: 1_200 })));
      t.expect(Math.round(performance.now() - started), 'the milliseconds of two that sleep 1200').toBeAtLeast(2_400);
    },
  ),
  defineCase(
    {
      id: 'concurrency/overlap',
      title: 'with __OW_ALLOW_CONCURRENT=true, activations run at once',
      severity: 'recommended',
      source: 'OpenWhisk, docs/intra-concurrency.md',
      remedy: 'Do not queue activations if __OW_ALLOW_CONCURRENT is true.',
      needs: ['sleep'],
      supports: ['concurrency'],
      requires: ['environment'],
    },
    async (t) => {
      const runtime = await t.startWith('sleep', {}, ALLOWED);
      const answered: number[] = [];
      const run = async (ms: number): Promise<void> => {
        const answer = await runtime.run({ ms }, {}, { limitMs: 3 * LONG_MS });
        t.expectAnswer(answer, { status: 200, json: { ok: true } }, 'POST /run');
        answered.push(ms);
      };
      const long = run(LONG_MS);
      // One after the other: on its way, the first may overtake the long one, the next ones cannot.
      const short = async (): Promise<void> => {
        for (const ms of SHORT_MS) await run(ms);
      };
      // Which is first counts, not how long it takes. An answer that is still due ends with the runtime.
      await Promise.race([long, short()]);
      t.expect(answered, `the milliseconds of the activations that were answered, while one sleeps ${LONG_MS}`).toBe(
        SHORT_MS,
      );
    },
  ),
  defineCase(
    {
      id: 'concurrency/own-context',
      title: 'activations that run at once each have the variables of their own message',
      severity: 'required',
      source: 'OpenWhisk, docs/intra-concurrency.md',
      remedy: 'Give each process its own environment; do not change that of the runtime.',
      needs: ['variable'],
      supports: ['concurrency', 'context'],
      requires: ['environment'],
    },
    async (t) => {
      const runtime = await t.startWith('variable', {}, ALLOWED);
      const ids = ['one', 'two', 'three', 'four', 'five', 'six'];
      const fields = (id: string): Record<string, string> => ({ activation_id: id });
      const answers = await Promise.all(ids.map((id) => runtime.run({ name: '__OW_ACTIVATION_ID' }, fields(id))));
      t.expect(
        answers.map(({ json }) => json),
        'what they see',
      ).toBe(ids.map((value) => ({ value })));
    },
  ),
  defineCase(
    {
      id: 'concurrency/logs-apart',
      title: 'the logs of activations that run at once are not mixed',
      severity: 'recommended',
      source: `${own}: Waiting; ${invoker}: reads the lines up to the next sentinel as those of one activation`,
      remedy: 'Hold the logs of each activation, and write them in one piece with its sentinel.',
      supports: ['concurrency', 'executables'],
      requires: ['logs', 'environment'],
    },
    async (t) => {
      const code = ['read -r line', 'echo "$line" >&2', 'sleep 0.3', 'echo "$line" >&2', 'echo "$line"'];
      const runtime = await t.startWith(script(...code), {}, ALLOWED);
      await runtime.logs({ frames: 0 });
      await Promise.all([1, 2, 3].map((number) => runtime.run({ number })));
      const { stderr } = await runtime.logs({ frames: 3 });
      const parts = stderr
        .split(`${SENTINEL}\n`)
        .slice(0, -1)
        .map((part) => part.split('\n').slice(0, -1));
      t.expect(parts.length, 'the parts of stderr that end with the sentinel').toBe(3);
      for (const [first, second] of parts) t.expect(second, 'the second line of a part').toBe(first);
    },
  ),
  defineCase(
    {
      id: 'concurrency/many-waiting',
      title: '40 runs at once are all answered',
      severity: 'recommended',
      source: `${defect}: of eight, the Go proxy answers one; ${invoker}: the limit of concurrent activations is up to the operator`,
      remedy: 'Let requests wait, with a limit of some hundreds.',
      needs: ['echo'],
      exclusive: true,
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      const answers = await Promise.all(Array.from({ length: 40 }, () => runtime.run(PING, {}, { limitMs: 30_000 })));
      t.expect(answers.filter(({ status }) => status === 200).length, 'the answers with 200').toBe(40);
    },
  ),
  defineCase(
    {
      id: 'concurrency/init-sent-twice',
      title: 'an init that is sent twice at once initializes the action',
      severity: 'recommended',
      source: `${invoker}: sends an init again if its connection breaks`,
      remedy: 'Let the second one wait for the first, and answer it with 200 or 403.',
      needs: ['echo'],
      requires: ['fresh'],
    },
    async (t) => {
      const runtime = await t.start();
      const answers = await Promise.all([1, 2].map(() => runtime.initSample(t.sample('echo'))));
      t.expect(answers.map(({ status }) => status).sort()[0], 'the lower one of the two statuses').toBe(200);
      t.expectAnswer(await runtime.run(PING), { status: 200, json: PING }, 'POST /run');
    },
  ),
  defineCase(
    {
      id: 'concurrency/run-during-init',
      title: 'a run that arrives during the init is answered',
      severity: 'informative',
      source: `${own}: States`,
      remedy: 'Let a run wait until the init is over.',
      needs: ['echo'],
      requires: ['fresh'],
    },
    async (t) => {
      const runtime = await t.start();
      const [init, run] = await Promise.all([runtime.initSample(t.sample('echo')), runtime.run(PING)]);
      t.expectAnswer(init, { status: 200 }, 'POST /init');
      t.expect(run.status, 'the status of POST /run').toBeOneOf(200, 502);
    },
  ),
  defineCase(
    {
      id: 'concurrency/client-disconnects',
      title: 'after a client that disconnects during its activation, the next one is answered',
      severity: 'recommended',
      source: `${invoker}: closes the connection when its time is over`,
      remedy: 'Handle the error of the connection, and end or finish the activation.',
      needs: ['sleep'],
    },
    async (t) => {
      const runtime = await t.startWith('sleep');
      const aborter = new AbortController();
      const given = runtime.run({ ms: 700 }, {}, { signal: aborter.signal });
      setTimeout(() => aborter.abort(), 200).unref();
      await given.catch(() => undefined); // it is us who close it
      t.expectAnswer(await runtime.run({ ms: 1 }), { status: 200, json: { ok: true } }, 'the next POST /run');
    },
  ),
  defineCase(
    {
      id: 'concurrency/idle-connections',
      title: '50 connections on which nothing is sent do not keep others from their answer',
      severity: 'recommended',
      source: `${defect}: servers with one thread wait for the first request of the connection that they have accepted`,
      remedy: 'Use a server that handles several connections at once.',
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      const sockets = await Promise.all(Array.from({ length: 50 }, () => open(runtime)));
      try {
        t.expectAnswer(await runtime.run(PING), { status: 200, json: PING }, 'POST /run');
      } finally {
        for (const socket of sockets) socket.destroy();
      }
    },
  ),
  defineCase(
    {
      id: 'concurrency/slow-client',
      title: 'a client that has sent half a request does not keep others from their answer',
      severity: 'recommended',
      source: `${defect}: servers with one thread wait for the rest of the body`,
      remedy: 'Read requests without blocking others; an activation begins when its message is complete.',
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      const socket = await open(runtime);
      try {
        socket.write(
          'POST /run HTTP/1.1\r\nHost: runtime\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"value": {',
        );
        t.expectAnswer(await runtime.run(PING), { status: 200, json: PING }, 'POST /run');
      } finally {
        socket.destroy();
      }
    },
  ),
  defineCase(
    {
      id: 'concurrency/half-closed-connection',
      title: 'a client that has ended its side of the connection gets its answer',
      severity: 'informative',
      source: 'RFC 9112, 9.6: either side may end its side of the connection',
      remedy: 'Answer when the request is complete, even if the client has ended its side.',
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      const body = JSON.stringify({ value: PING });
      const head = `POST /run HTTP/1.1\r\nHost: runtime\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n`;
      const answer = await runtime.raw([head + body], { end: true });
      t.expectAnswer(answer, { status: 200, json: PING }, 'POST /run');
    },
  ),
  defineCase(
    {
      id: 'concurrency/request-in-pieces',
      title: 'a request that arrives in pieces is read whole',
      severity: 'required',
      source: 'RFC 9112, 6: the Content-Length says where a body ends, not a read of the socket',
      remedy: 'Read as many bytes as the Content-Length says.',
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      const body = JSON.stringify({ value: { text: 'é and more' } });
      const bytes = Buffer.from(body);
      const head = `POST /run HTTP/1.1\r\nHost: runtime\r\nContent-Type: application/json\r\nContent-Length: ${bytes.length}\r\nConnection: close\r\n\r\n`;
      // The second cut is within a character.
      const cut = bytes.indexOf('é') + 1;
      const answer = await runtime.raw([
        head.slice(0, 10),
        head.slice(10),
        bytes.subarray(0, cut),
        bytes.subarray(cut),
      ]);
      t.expectAnswer(answer, { status: 200, json: { text: 'é and more' } }, 'POST /run in four pieces');
    },
  ),
];

/** A connection on which nothing has been sent. */
async function open(runtime: Runtime): Promise<Socket> {
  const socket = connect(runtime.address);
  socket.on('error', () => undefined); // the runtime may close it
  await once(socket, 'connect');
  return socket;
}

/** Drains of the sidecar and of the runtime behind it, while activations run and wait. */
import { setTimeout as sleep } from 'node:timers/promises';
import { waitUntil } from './hold.mjs';
import { JSON_TYPE } from './queue.mjs';

/** For requests to reach the sidecar, which does not tell. Those that are later are answered in the same way. */
const REACH_MS = 500;
const PROBE = { 'user-agent': 'kube-probe/1.30', 'k-network-probe': 'queue' };

export const DRAINS = [
  {
    id: 'drain-sidecar',
    name: 'drain of the sidecar',
    sent: 'SIGTERM to the sidecar while an activation runs; then a probe and a request',
    begin: ({ queue }) => queue.signal('SIGTERM'),
    drainsSidecar: true,
    running: 1,
  },
  {
    id: 'drain-runtime',
    name: 'drain of the runtime',
    sent: 'the runtime closes while an activation runs and another waits; then a probe and a request',
    begin: ({ runtime }) => void runtime.close(),
    running: 2,
  },
  {
    id: 'drain-sidecar-waiting',
    name: 'drain of the sidecar, with a queue',
    sent: 'SIGTERM to the sidecar, `containerConcurrency` 1, while an activation runs and two of 1 s wait in the sidecar; then a probe and a request',
    begin: ({ queue }) => queue.signal('SIGTERM'),
    drainsSidecar: true,
    running: 1,
    waiting: 2,
    limits: { concurrency: 1 },
  },
  {
    id: 'drain-both-waiting',
    name: 'drain of both, with a queue',
    sent: 'the same, and the runtime closes at the same time',
    begin: ({ runtime, queue }) => {
      queue.signal('SIGTERM');
      void runtime.close();
    },
    drainsSidecar: true,
    running: 1,
    waiting: 2,
    limits: { concurrency: 1 },
  },
];

/** `running` activations are in the runtime when the drain begins, `waiting` ones in the sidecar. */
export async function seeDrain({ sent, begin, drainsSidecar = false, running, waiting = 0 }, both) {
  const { queue, hold, waitUntilRead, stop } = both;
  const post = (value) =>
    ask(queue.url, { method: 'POST', headers: JSON_TYPE, body: JSON.stringify({ activation: {}, value }) });
  try {
    const started = [];
    for (let count = 1; count <= running; count += 1) {
      started.push(post(hold.value));
      await waitUntilRead(count);
    }
    await hold.waitForBegin();
    for (let count = 0; count < waiting; count += 1) started.push(post({ sleep: true }));
    if (waiting > 0) await sleep(REACH_MS);
    begin(both);
    const probe = await seeProbe(queue, drainsSidecar);
    const next = post({});
    if (waiting > 0) await sleep(REACH_MS);
    else await Promise.race([next, waitUntilRead(running + 1)]);
    hold.release();
    const answers = await Promise.all(started);
    return { sent, answer: `begun before: ${answers.join(', ')}; probe: ${probe}; request: ${await next}` };
  } finally {
    await stop();
  }
}

/** A sidecar may take a while to get its signal: until then its probe is answered as before. */
async function seeProbe(queue, drainsSidecar) {
  let probe;
  await waitUntil(async () => {
    probe = await ask(queue.url, { headers: PROBE });
    return !drainsSidecar || probe.startsWith('503');
  });
  return probe;
}

/** The status, and the first line of the body unless it is a result. */
async function ask(url, options) {
  try {
    const response = await fetch(url, options);
    const [line] = (await response.text()).trim().split('\n');
    return response.status === 200 && line.startsWith('{') ? '200' : `${response.status} ${line}`.trim();
  } catch (error) {
    return error.cause?.code ?? error.message;
  }
}

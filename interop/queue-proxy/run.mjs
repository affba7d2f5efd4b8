/** Sends requests through the sidecar to a runtime of this project. */
import * as path from 'node:path';
import { DRAINS, seeDrain } from './drains.mjs';
import { EVENTS, seeEvent } from './events.mjs';
import { JSON_TYPE, startBoth, tally } from './queue.mjs';
import { seeWire, WIRE } from './wire.mjs';

const QUEUE = 'go/knative.dev/serving/cmd/queue';
const EVENT = { 'ce-specversion': '1.0', 'ce-id': '1', 'ce-source': '/s', 'ce-type': 't' };

/** Cases that differ in what is sent: `limits` are those of the revision. An activation that is `held` runs until something is answered. */
const CASES = [
  { id: 'plain', name: 'no trace', sent: 'POST, JSON', headers: JSON_TYPE },
  {
    id: 'trace',
    name: 'a trace',
    sent: 'POST with `traceparent`, sampled',
    headers: { ...JSON_TYPE, traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' },
  },
  { id: 'event', name: 'CloudEvent, binary', sent: 'POST with `ce-` headers', headers: { ...JSON_TYPE, ...EVENT } },
  {
    id: 'probe',
    name: 'probe of the sidecar',
    sent: 'GET, `kube-probe`, `K-Network-Probe: queue`',
    method: 'GET',
    headers: { 'user-agent': 'kube-probe/1.30', 'k-network-probe': 'queue' },
  },
  {
    id: 'kube-probe',
    name: 'kube-probe alone',
    sent: 'GET, `kube-probe`',
    method: 'GET',
    headers: { 'user-agent': 'kube-probe/1.30' },
  },
  {
    id: 'timeout',
    name: '`timeoutSeconds` 1',
    sent: 'an activation that takes longer',
    headers: JSON_TYPE,
    held: true,
    limits: { timeoutSeconds: 1 },
  },
  {
    id: 'concurrency',
    name: '`containerConcurrency` 1',
    sent: '3 requests at once',
    headers: JSON_TYPE,
    count: 3,
    limits: { concurrency: 1 },
  },
  {
    id: 'wider',
    name: '`containerConcurrency` 0, ours 1, at most 1 waiting',
    sent: '3 activations at once, which run until one is refused',
    headers: JSON_TYPE,
    held: true,
    count: 3,
  },
];

/** Accepts requests for as long as by default. */
const DRAINING = { drainTimeoutMs: undefined };

export default async function run({ row, missing, work, folder }) {
  const start = (queue, id, limits, settings) =>
    startBoth(path.join(queue, 'queue'), path.join(work, id), path.join(folder, 'action.sh'), limits, settings);
  for (const { id, name, limits, ...request } of CASES) {
    await row({ id, name, needs: [QUEUE], see: async (queue) => see(request, await start(queue, id, limits)) });
  }
  for (const { id, name, ...event } of EVENTS) {
    const needs = ['npm/cloudevents', QUEUE];
    await row({ id, name, needs, see: async (sdk, queue) => seeEvent(event, sdk, await start(queue, id)) });
  }
  for (const { id, name, limits, ...drain } of DRAINS) {
    await row({
      id,
      name,
      needs: [QUEUE],
      see: async (queue) => seeDrain(drain, await start(queue, id, limits, DRAINING)),
    });
  }
  for (const { id, name, limits, settings, ...wire } of WIRE) {
    const see = async (queue) => seeWire(wire, await start(queue, id, limits, settings), { folder, missing });
    await row({ id, name, needs: [QUEUE], see });
  }
}

async function see({ sent, method = 'POST', headers, held = false, count = 1 }, { queue, hold, stop }) {
  try {
    const value = held ? hold.value : {};
    const body = method === 'GET' ? undefined : JSON.stringify({ activation: {}, value });
    const answers = Array.from({ length: count }, () => fetch(queue.url, { method, headers, body }).then(describe));
    await Promise.race(answers);
    hold.release();
    const all = await Promise.all(answers);
    return {
      sent,
      answer: tally(all.map(({ text }) => text)),
      arrives: all.find(({ arrives }) => arrives !== undefined)?.arrives,
    };
  } finally {
    await stop();
  }
}

async function describe(response) {
  const body = await response.text();
  const wait = response.headers.get('retry-after') === null ? '' : ', with Retry-After';
  if (response.status !== 200 || !body.startsWith('{')) return { text: `${response.status} ${body.trim()}${wait}` };
  const names = Object.entries(JSON.parse(body).__ow_headers ?? {})
    .filter(([name]) => /^(?:traceparent|x-b3|x-forwarded|ce-|k-|forwarded)/.test(name))
    .map(([name, value]) => (name === 'traceparent' ? `traceparent with flags ${value.slice(-2)}` : name));
  return { text: '200', arrives: names.sort().join(', ') };
}

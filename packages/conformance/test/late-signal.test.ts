import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { DEFAULT_MANIFEST } from '../src/manifest/default-manifest.js';
import { runConformance } from '../src/run-conformance.js';
import type { Target } from '../src/target/target.js';
import { brokenTarget } from './support/broken-target.js';

/** The command of an engine of containers takes long to end on a busy machine. */
function slowToSignal(target: Target, delayMs: number): Target {
  return {
    ...target,
    async start(options) {
      const running = await target.start(options);
      const kill: typeof running.kill = async (signal) => {
        await running.kill(signal);
        await sleep(delayMs);
      };
      return { ...running, kill };
    },
  };
}

/** What is sent takes a while to arrive on a busy machine. */
async function slowToArrive(target: Target, delayMs: number): Promise<{ target: Target; close: () => void }> {
  const servers: Server[] = [];
  const start: Target['start'] = async (options) => {
    const running = await target.start(options);
    const { host, port } = running.address;
    const server = createServer({ allowHalfOpen: true }, async (client) => {
      client.on('error', () => undefined);
      await sleep(delayMs);
      const upstream = connect(port, host).on('error', () => client.destroy());
      client.pipe(upstream).pipe(client);
      client.once('close', () => upstream.destroy());
    }).listen(0, '127.0.0.1');
    servers.push(server);
    await once(server, 'listening');
    return { ...running, address: { host: '127.0.0.1', port: (server.address() as AddressInfo).port } };
  };
  return {
    target: { ...target, start },
    close: () => {
      for (const server of servers) server.close();
    },
  };
}

test('a signal that arrives before the activation decides nothing', async () => {
  const names = ['finishes-running', 'answers-waiting', 'answers-new', 'closes-connections'];
  const cases = names.map((name) => `shutdown/${name}`);
  const { target, close } = await slowToArrive(brokenTarget({}), 1_000);
  const { results } = await runConformance({ target, manifest: DEFAULT_MANIFEST, cases });
  close();
  expect(results.map(({ case: { id }, outcome }) => `${id} ${outcome}`)).toEqual(cases.map((id) => `${id} passed`));
});

test('a run that arrives when the activation before it is over decides nothing', async () => {
  const cases = ['shutdown/answers-new', 'shutdown/closes-connections'];
  const target = slowToSignal(brokenTarget({}), 1_000);
  const { results } = await runConformance({ target, manifest: DEFAULT_MANIFEST, cases });
  expect(results.map(({ case: { id }, outcome }) => `${id} ${outcome}`)).toEqual(cases.map((id) => `${id} passed`));
});

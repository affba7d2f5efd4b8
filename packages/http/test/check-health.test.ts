import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { checkHealth, serve } from '@actionrunner/http';
import { afterTest, temporaryDirectory } from '../../../test/support/clean-up.js';
import { freePort } from '../../../test/support/free-port.js';
import { holdActivation } from './support/held-activation.js';
import { nativeRunner, startServer } from './support/servers.js';

/** Serves as the variables say, and checks by them. */
async function served(environment: Record<string, string>): Promise<boolean> {
  const server = await serve(nativeRunner(), { environment, signals: false });
  afterTest(() => server.close());
  return await checkHealth(environment);
}

test.each([
  ['all addresses', {}],
  ['one address', { ACTIONRUNNER_HOST: '127.0.0.2' }],
  ['a name', { ACTIONRUNNER_HOST: 'localhost' }],
  ['another variable for the port', { PORT: 'ACTIONRUNNER_PORT' }],
])('a server is found that listens on %s', async (_, variables: Record<string, string>) => {
  const port = String(await freePort());
  const { PORT, ...others } = variables;

  expect(await served({ [PORT ? 'PORT' : 'ACTIONRUNNER_PORT']: port, ...others })).toBe(true);
});

const hasIpv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === '::1'));
(hasIpv6 ? test : test.skip).each(['::', '::1', '[::1]'])('a server is found that listens on %s', async (host) => {
  expect(await served({ ACTIONRUNNER_PORT: String(await freePort()), ACTIONRUNNER_HOST: host })).toBe(true);
});

test('a server is found that listens on a socket', async () => {
  expect(await served({ ACTIONRUNNER_SOCKET: join(temporaryDirectory(), 'socket'), PORT: '1' })).toBe(true);
});

test('without a server it is not healthy', async () => {
  expect(await checkHealth({ PORT: String(await freePort()) })).toBe(false);
  expect(await checkHealth({ ACTIONRUNNER_SOCKET: join(temporaryDirectory(), 'socket') })).toBe(false);
});

test('variables by which no server starts are those of none', async () => {
  expect(await checkHealth({ ACTIONRUNNER_PORT: 'http' })).toBe(false);
});

test('a server that stops is not healthy', async () => {
  const { url, proxy } = await startServer();
  const { letGo, answer } = await holdActivation(url);
  const environment = { PORT: new URL(url).port };
  expect(await checkHealth(environment)).toBe(true);

  const stopped = proxy.stop();
  expect(await checkHealth(environment)).toBe(false);

  letGo();
  await answer();
  await stopped;
});

test('where the route is switched off, any answer counts', async () => {
  const variables = { ACTIONRUNNER_HEALTH: 'false', PORT: String(await freePort()) };

  expect(await checkHealth(variables)).toBe(false);
  expect(await served(variables)).toBe(true);
});

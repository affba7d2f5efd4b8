import { spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { checkHealth, serve } from '@actionrunner/http';
import { afterTest, temporaryDirectory } from '../../../../test/support/clean-up.js';
import { MemoryLogSink } from '../../../core/test/support/memory-log-sink.js';
import { request } from '../support/connection.js';
import { nativeRunner } from '../support/servers.js';

/** Serves without a host, and prints where, and who is reached how. */
const PROGRAM = `
import { NativeRunner } from '@actionrunner/core';
import { checkHealth, serve } from '@actionrunner/http';
import { get } from 'node:http';
const directory = process.argv[1];
const logs = { write() {}, frame() {} };
const settings = { environment: { PORT: '8080' }, signals: false, logs };
const server = await serve(new NativeRunner({ directory }), settings);
const ask = (host) => new Promise((resolve) => {
  get({ host, port: 8080, path: '/health', agent: false }, ({ statusCode }) => resolve(statusCode)).on('error', ({ code }) => resolve(code));
});
console.log(JSON.stringify([server.url, await ask('127.0.0.1'), await ask('::1'), await checkHealth(settings.environment)]));
process.exit(0);
`;

/** Runs the program in a network of its own. @param setup shell: gives the loopback interface its addresses */
function serveIn(setup: string): unknown {
  const argv = [process.execPath, '--input-type=module', '-e', PROGRAM, temporaryDirectory()];
  const script = `ip link set lo up\n${setup}\nexec "$@"`;
  const { stdout, stderr } = spawnSync('unshare', ['--net', '--map-root-user', 'sh', '-ec', script, 'sh', ...argv], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

const { status } = spawnSync('unshare', ['--net', '--map-root-user', 'ip', '-6', 'addr', 'add', '::2', 'dev', 'lo']);
if (status !== 0) {
  console.warn('SKIPPED: networks with one family of addresses: this machine has no ip, or may not unshare.');
}
const testInNetwork = status === 0 ? test : test.skip;

describe('without a host', () => {
  testInNetwork.each([
    ['both families', '', ['http://[::]:8080', 200, 200, true]],
    ['IPv6 alone', 'ip addr del 127.0.0.1/8 dev lo', ['http://[::]:8080', expect.any(String), 200, true]],
    [
      'IPv4 alone, as in containers of Docker',
      'echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6',
      ['http://[::]:8080', 200, expect.any(String), true],
    ],
  ])('a server is reached in a network that has %s', (_, setup, expected) => {
    expect(serveIn(setup)).toEqual(expected);
  });

  test('a port in use is refused, whatever address has it', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    afterTest(() => new Promise((resolve) => other.close(resolve)));
    const { port } = other.address() as { port: number };
    await expect(serve(nativeRunner(), { port, environment: {}, signals: false })).rejects.toMatchObject({
      code: 'ERR_RUNNER_LISTEN',
      message: `Cannot listen on port ${port}: it is in use; stop the other server or choose another.`,
    });
  });
});

test('0.0.0.0 is IPv4 alone', async () => {
  const settings = { port: 0, host: '0.0.0.0', environment: {}, signals: false, logs: new MemoryLogSink() };
  const { url, close } = await serve(nativeRunner(), settings);
  afterTest(close);
  const { port } = new URL(url);
  expect(url).toBe(`http://0.0.0.0:${port}`);
  expect((await request(`http://127.0.0.1:${port}`, '/health', { method: 'GET' })).status).toBe(200);
  expect(await checkHealth({ ACTIONRUNNER_HOST: '0.0.0.0', PORT: port })).toBe(true);
});

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterTest } from '../../../../test/support/clean-up.js';
import { sendRequest } from '../../src/container/request.js';

test('a time limit that no timer can have is none', async () => {
  const server = createServer((_, response) => void setTimeout(() => response.end('{}'), 50)).listen(0, '127.0.0.1');
  afterTest(() => new Promise((resolve) => server.close(resolve)));
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const sent = sendRequest({ host: '127.0.0.1', port }, { path: '/run', body: '{}' }, 99_999_999_999);
  await expect(sent).resolves.toMatchObject({ status: 200, body: '{}' });
});

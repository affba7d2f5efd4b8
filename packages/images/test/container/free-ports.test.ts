import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterTest } from '../../../../test/support/clean-up.js';
import { FreePorts } from '../../src/container/free-ports.js';

/** The first of those that Linux gives to whoever asks for any. */
const FIRST_OF_SYSTEM = 32_768;

test('ports that are asked for at once differ, and are none that the system gives to a client meanwhile', async () => {
  const ports = new FreePorts();
  const found = await Promise.all(Array.from({ length: 20 }, () => ports.find()));
  expect(new Set(found).size).toBe(20);
  expect(Math.max(...found)).toBeLessThan(FIRST_OF_SYSTEM);
});

test('a port that is in use is left out', async () => {
  const ports = new FreePorts();
  const next = (await ports.find()) + 1;
  const server = createServer().listen(next, '127.0.0.1');
  afterTest(() => new Promise((resolve) => server.close(resolve)));
  // Or it is in use by another program.
  await Promise.race([once(server, 'listening'), once(server, 'error')]);
  expect(await ports.find()).not.toBe(next);
});

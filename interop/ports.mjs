/** Ports for servers whose port has to be given. */
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below the ports that systems give to whoever asks for any, such as clients: those may be taken before the server listens. */
const FIRST = 12_000;
const LAST = 32_000;

/** Ports that nobody listens on, each another one. */
export async function findPorts(count) {
  const ports = [];
  for (let port = randomInt(FIRST, LAST - 100 * count); ports.length < count; port += 1) {
    if (await isFree(port)) ports.push(port);
  }
  return ports;
}

async function isFree(port) {
  const server = createServer();
  const isListening = await new Promise((resolve) => {
    server.once('error', () => resolve(false)).listen(port, () => resolve(true));
  });
  if (isListening) await new Promise((resolve) => server.close(resolve));
  return isListening;
}

import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below the ports that systems give to whoever asks for any, such as clients: those may be taken before the program of a test listens. */
const FIRST = 12_000;
/** Each worker of jest has so many of its own. */
const PORTS = 500;
const WORKERS = 40;

const first = FIRST + (Number(process.env['JEST_WORKER_ID'] ?? 0) % WORKERS) * PORTS;
let next = randomInt(PORTS);

/** A TCP port that nobody listens on. A test file gets another one each time, and another file that runs meanwhile gets none of them. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = first + (next++ % PORTS);
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false)).listen(port, () => resolve(true));
    });
    if (isFree) {
      await new Promise((resolve) => server.close(resolve));
      return port;
    }
  }
}

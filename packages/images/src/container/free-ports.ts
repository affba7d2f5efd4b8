import { createServer } from 'node:net';

/** Below the ports that systems give to whoever asks for any, such as clients: those may be taken before the container has its port. */
const FIRST = 10_240;
const LAST = 32_000;

/** More ports in a row than this are never in use by chance. */
const ATTEMPTS = 100;

/** Ports of the loopback address that nobody listens on. None comes twice, as the container that got it may not have it yet. */
export class FreePorts {
  // By chance, so that two commands at once do not get the same.
  #next = process.getBuiltinModule('node:crypto').randomInt(FIRST, LAST);

  async find(): Promise<number> {
    for (let attempt = 1; ; attempt++) {
      const port = this.#next;
      this.#next = port + 1 < LAST ? port + 1 : FIRST;
      try {
        await listenOnce(port);
        return port;
      } catch (error) {
        if (attempt === ATTEMPTS) throw error;
      }
    }
  }
}

/** Listens on a port for a moment. */
async function listenOnce(port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => server.close(() => resolve()));
  });
}

import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the ports that systems give to whoever asks for any, such as clients: those may be taken before the runtime listens. */
const FIRST = 10_240;
const LAST = 32_000;

/** More ports in a row than this are never in use by chance. */
const ATTEMPTS = 100;

/**
 * Ports of the loopback address that nobody listens on, one after the other: a runtime that is being started does not listen yet, and another
 * that got the same port would be asked in its place.
 */
export class FreePorts {
  #next = randomInt(FIRST, LAST);

  async find(): Promise<number> {
    for (let attempt = 1; ; attempt++) {
      const port = this.#next;
      this.#next = port + 1 < LAST ? port + 1 : FIRST;
      const server = createServer();
      try {
        server.listen(port, '127.0.0.1');
        await once(server, 'listening');
        return port;
      } catch (error) {
        if (attempt === ATTEMPTS) {
          throw error;
        }
      } finally {
        // Also of one that does not listen, whose error is of no interest.
        await new Promise((resolve) => server.close(resolve));
      }
    }
  }
}

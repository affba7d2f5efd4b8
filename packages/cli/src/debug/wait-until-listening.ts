import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

const INTERVAL_MS = 10;

/** The sockets of this machine. Not by a connection, which a debugger takes for its editor. */
const TABLES = ['/proc/net/tcp', '/proc/net/tcp6'];

/** A row whose state is LISTEN, with the port in hexadecimal digits. */
const LISTENS = /^ *\d+: [\dA-F]+:([\dA-F]{4}) [\dA-F:]+ 0A /gm;

/**
 * Waits until somebody listens on a TCP port, or it is over. On systems without `/proc`, where that is not seen, it does not wait.
 * @returns false if nobody listens although the limit is over
 */
export async function waitUntilListening(port: number, over: Promise<unknown>, limitMs: number): Promise<boolean> {
  let isOver = false;
  const end = () => {
    isOver = true;
  };
  over.then(end, end);
  const start = performance.now();
  while (!isOver && isListening(port) === false) {
    if (performance.now() - start > limitMs) {
      return false;
    }
    await setTimeout(INTERVAL_MS);
  }
  return true;
}

/** @returns undefined if it is not known */
function isListening(port: number): boolean | undefined {
  const digits = port.toString(16).toUpperCase().padStart(4, '0');
  const tables = TABLES.map(read).filter((text) => text !== undefined);
  return tables.length === 0
    ? undefined
    : tables.some((text) => [...text.matchAll(LISTENS)].some(([, found]) => found === digits));
}

/** @returns undefined if there is none, as without IPv6 */
function read(table: string): string | undefined {
  try {
    return readFileSync(table, 'latin1');
  } catch {
    return undefined;
  }
}

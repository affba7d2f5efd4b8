import { setImmediate as nextTurn } from 'node:timers/promises';
import type { OutputReader } from './output-reader.js';

/** Turns of the event loop without a read that show a pipe to be empty: the first ends the poll that is under way, the second polls every pipe. */
const QUIET_TURNS = 2;

/** Turns that empty any pipe buffer, at one read of 64 KiB each; only a process left behind can write for longer. */
const MAX_TURNS = 200;

/** Reads what an ended process has written: until every pipe is closed, or empty, since a process left behind may hold it open for ever. */
export async function drain(readers: readonly OutputReader[]): Promise<void> {
  const count = () => readers.reduce((sum, reader) => sum + reader.reads, 0);
  let seen = count();
  let quiet = 0;
  for (let turn = 0; turn < MAX_TURNS && quiet < QUIET_TURNS && !readers.every((reader) => reader.ended); turn++) {
    await Promise.all(readers.map((reader) => reader.received()));
    await nextTurn();
    const reads = count();
    quiet = reads === seen ? quiet + 1 : 0;
    seen = reads;
  }
  await Promise.all(readers.map((reader) => reader.received()));
}

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { OutputReader } from './output-reader.js';

/** Turns of the event loop without a read that show a pipe to be empty: each polls every pipe, the first may have been half over. */
const QUIET_TURNS = 3;

/** Turns that empty any pipe buffer, at one read of 64 KiB each; only a process left behind can write for longer. */
const MAX_TURNS = 200;

/** Reads what an ended process has written: until every pipe is closed, or empty, since a process left behind may hold it open for ever. */
export async function drain(readers: readonly OutputReader[]): Promise<void> {
  let seen = -1;
  let quiet = 0;
  for (let turn = 0; turn < MAX_TURNS && quiet < QUIET_TURNS && !readers.every((reader) => reader.ended); turn++) {
    await Promise.all(readers.map((reader) => reader.received()));
    await nextTurn();
    const reads = readers.reduce((sum, reader) => sum + reader.reads, 0);
    quiet = reads === seen ? quiet + 1 : 0;
    seen = reads;
  }
  await Promise.all(readers.map((reader) => reader.received()));
}

import { initRows } from './init.mjs';
import { isolationRows } from './isolation.mjs';
import { logsRows } from './logs.mjs';
import { loopRows } from './loop.mjs';
import { memoryRows } from './memory.mjs';
import { processRows } from './process.mjs';
import { queueRows } from './queue.mjs';
import { startRows } from './start.mjs';

/**
 * All rows, in the order of the report. A row has
 * - a name and a title;
 * - `figures`, names of lib/figures.js: the first is what the ratios are of;
 * - `targets`: a ratio is that to the first target that can be measured here, or, with `against`, to that figure of the same target;
 * - `rounds`, and what it `needs` of lib/tools.mjs.
 * @param nodes the Node.js versions for the rows about starts and memory
 */
export function allRows(nodes) {
  return [
    ...processRows,
    ...loopRows,
    ...isolationRows,
    ...queueRows,
    ...nodes.flatMap(startRows),
    ...nodes.flatMap(memoryRows),
    ...logsRows,
    ...initRows,
  ];
}

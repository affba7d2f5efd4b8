import { coldStartRows } from './cold-start.mjs';
import { initRows } from './init.mjs';
import { logsRows } from './logs.mjs';
import { loopRows } from './loop.mjs';
import { processRows } from './process.mjs';

/**
 * All rows, in the order of the report. A row has a name, a title, what it measures in which unit, and targets;
 * the first target that can be measured here is the base of the ratios.
 */
export const ROWS = [...processRows, ...loopRows, ...coldStartRows, ...logsRows, ...initRows];

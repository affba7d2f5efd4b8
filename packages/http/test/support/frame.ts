import { SENTINEL } from '@actionrunner/core';

/** What ends the logs of an activation, on each stream. */
export const FRAME = `${SENTINEL}\n`;

import type { ConformanceCase } from '../case/case.js';
import { CONTEXT_DIRECTORY_CASES } from './context/directory.js';
import { CONTEXT_INIT_CASES } from './context/init.js';
import { CONTEXT_MESSAGE_CASES } from './context/message.js';

/** The environment of an action: what the messages and the container contribute. */
export const CONTEXT_CASES: readonly ConformanceCase[] = [
  ...CONTEXT_MESSAGE_CASES,
  ...CONTEXT_INIT_CASES,
  ...CONTEXT_DIRECTORY_CASES,
];

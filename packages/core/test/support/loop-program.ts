import { ActionLoopRunner } from '../../src/loop/action-loop-runner.js';
import type { ActionLoopRunnerOptions } from '../../src/loop/loop-options.js';
import { Actions } from './actions.js';
import { Proxied } from './proxied.js';

/** What each of the programs begins with. Everything is synchronous, so that what is written first is there first. */
const PRELUDE = `#!${process.execPath}
const { readSync, writeSync } = require('node:fs');
const chunk = Buffer.alloc(1 << 20);
let kept = '';
function write(descriptor, text) {
  for (let bytes = Buffer.from(text); bytes.length > 0; ) bytes = bytes.subarray(writeSync(descriptor, bytes));
}
function next() {
  while (!kept.includes('\\n')) {
    const count = readSync(0, chunk);
    if (count === 0) process.exit(0);
    kept += chunk.toString('latin1', 0, count);
  }
  const end = kept.indexOf('\\n');
  const line = kept.slice(0, end);
  kept = kept.slice(end + 1);
  return JSON.parse(Buffer.from(line, 'latin1').toString());
}
const answer = (value) => write(3, JSON.stringify(value) + '\\n');
const out = (text) => write(1, text + '\\n');
const err = (text) => write(2, text + '\\n');
const pause = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
const awaitFile = (name) => { while (!require('node:fs').existsSync(name)) pause(10); };
`;

/** An executable that runs these lines of JavaScript, with helpers for the protocol. */
export function program(...lines: string[]): string {
  return [PRELUDE, ...lines, ''].join('\n');
}

/** An executable that says it is ready, then runs these lines for each `message`. */
export function loopProgram(...lines: string[]): string {
  return program(
    'if (process.env.__OW_WAIT_FOR_ACK) answer({ ok: true });',
    'for (;;) {',
    'const message = next();',
    ...lines,
    '}',
  );
}

/** Actions of a test file that long-lived processes run. */
export class LoopActions extends Actions<ActionLoopRunnerOptions> {
  constructor() {
    super((options, proxyOptions) => Proxied.of(new ActionLoopRunner(options), proxyOptions));
  }
}

/** Actions for the conformance check: conformance.json names the function for each ability. */
import { spawn } from 'node:child_process';
import { appendFileSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

const END_OF_LOGS = 'XXX_THE_END_OF_A_WHISK_ACTIVATION_XXX';
const ok = { ok: true };
let calls = 0;

export const main = (args) => args; // echo
export const variable = ({ name }) => ({ value: process.env[name] ?? null });
export const fail = () => ({ error: 'no such user' });
export const crash = () => process.kill(process.pid, 'SIGKILL');
export const exit = () => process.exit(3);
export const scalar = () => 42;
export const large = ({ bytes }) => ({ text: 'x'.repeat(bytes) });
export const directory = () => ({ directory: process.cwd() });
export const counter = () => ({ count: ++calls });

export function log() {
  console.log('hello stdout');
  console.error('hello stderr');
  return ok;
}

export async function sleep({ ms }) {
  await wait(ms);
  return ok;
}

export function flood({ lines }) {
  for (let line = 0; line < lines; line++) console.log('x'.repeat(1000));
  return ok;
}

export function sentinel() {
  console.log(END_OF_LOGS);
  console.error(END_OF_LOGS);
  return ok;
}

export function unterminated() {
  process.stderr.write('half a line');
  return ok;
}

export function binary() {
  process.stderr.write(Buffer.from('636166e90a', 'hex'));
  return ok;
}

export function write() {
  appendFileSync('state', 'line\n');
  return { lines: readFileSync('state', 'utf8').split('\n').length - 1 };
}

export function child() {
  spawn('sleep', ['20'], { stdio: ['ignore', 'inherit', 'ignore'] }).unref();
  return ok;
}

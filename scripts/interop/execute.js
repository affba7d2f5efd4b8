// @ts-check
/** Runs the clients of registries: each with a time limit, and with an end to all that it has started. */
import { spawn } from 'node:child_process';
import { describeLack } from './lacking.js';

/**
 * What ends a command that takes longer.
 * @param {number} minutes
 */
export function limitTime(minutes) {
  const controller = new AbortController();
  const stop = () => controller.abort(new Error(`did not end within ${minutes} minutes`));
  setTimeout(stop, minutes * 60_000).unref();
  return controller.signal;
}

/** @typedef {readonly [command: string, ...args: string[]]} Command */

/** @type {Set<{ pid: number | undefined }>} the commands that run; each leads a group with all that it has started */
const running = new Set();

/**
 * @param {Command} command
 * @param {string} cwd
 * @param {NodeJS.ProcessEnv} env
 * @param {AbortSignal} limit its reason is an error that says why
 * @returns {Promise<string | undefined>} why it failed; its last lines
 */
export function execute([command, ...args], cwd, env, limit) {
  return new Promise((resolve) => {
    if (limit.aborted) return resolve(describeEnd(command, limit));
    /** @type {{ pid: number | undefined }} */
    const started = { pid: undefined };
    // Before it is there: a signal that comes while it is being started ends it, too.
    remember(started);
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    started.pid = child.pid;
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (data) => (output = (output + data).slice(-4000)));
    const stop = () => {
      killGroup(started);
      finish(describeEnd(command, limit));
    };
    /** @param {string} [reason] */
    const finish = (reason) => {
      limit.removeEventListener('abort', stop);
      forget(started);
      resolve(reason);
    };
    limit.addEventListener('abort', stop);
    child.once('error', (error) => finish(describeFailure(command, error)));
    child.once('close', (status, signal) => {
      const lines = output.trim().split('\n').slice(-3).join(' / ');
      finish(status === 0 ? undefined : `${command} ${args[0]}: ${signal ?? `exit status ${status}`}: ${lines}`);
    });
  });
}

/**
 * @param {string} command
 * @param {AbortSignal} limit
 */
const describeEnd = (command, { reason }) => `${command}: ${reason.message}`;

const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/** @param {{ pid: number | undefined }} command */
function remember(command) {
  if (running.size === 0) for (const signal of SIGNALS) process.on(signal, endAll);
  running.add(command);
}

/** @param {{ pid: number | undefined }} command */
function forget(command) {
  if (running.delete(command) && running.size === 0) for (const signal of SIGNALS) process.off(signal, endAll);
}

/**
 * Ends with all commands: a signal to the group of this process does not reach theirs.
 * @param {NodeJS.Signals} signal
 */
function endAll(signal) {
  for (const command of running) killGroup(command);
  for (const each of SIGNALS) process.off(each, endAll);
  process.kill(process.pid, signal);
}

/** @param {{ pid: number | undefined }} command the leader of the group */
function killGroup({ pid }) {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
  }
}

/**
 * @param {string} command
 * @param {NodeJS.ErrnoException} error
 */
function describeFailure(command, { code, message }) {
  return code === 'ENOENT' ? describeLack(command) : message;
}

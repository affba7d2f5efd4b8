// @ts-check
import { spawnSync } from 'node:child_process';
import { ACTIONS } from './actions.js';

/**
 * @typedef {object} Kind
 * @property {string} runner
 * @property {string} code
 * @property {boolean} [isParallel] whether it runs several activations at once
 * @property {string[]} [args] of `serve`
 */

/**
 * The runtimes that are put under load: a process for each activation, several of these at once, behind filters, or forked before; long-lived
 * processes; and forks of one.
 * @type {Readonly<Record<string, Kind>>}
 */
const KINDS = {
  native: { runner: 'native', code: ACTIONS.native },
  bash: { runner: 'bash', code: ACTIONS.bash },
  'bash-parallel': { runner: 'bash', code: ACTIONS.bash, isParallel: true },
  'bash-filters': { runner: 'bash', code: ACTIONS.filters, isParallel: true },
  'bash-forks': { runner: 'bash', code: ACTIONS.sourced, isParallel: true, args: ['--isolation', 'fork=strict'] },
  'loop-slow': { runner: 'loop', code: ACTIONS.loop, isParallel: true },
  python: { runner: 'python', code: ACTIONS.python },
  'python-forks': { runner: 'python', code: ACTIONS.python, isParallel: true, args: ['--isolation', 'fork=strict'] },
};

export const NAMES = Object.keys(KINDS);

/** How long requests are accepted after SIGTERM. */
const DRAIN_MS = 300;

/**
 * @param {string} name one of NAMES
 * @param {number} concurrency requests in flight
 * @returns {import('./load.js').Subject}
 */
export function subject(name, concurrency) {
  const { runner, code, isParallel = false, args = [] } = /** @type {Kind} */ (KINDS[name]);
  // Fewer than are in flight, so that some wait as well.
  const places = isParallel ? Math.ceil(concurrency / 2) : 1;
  const parallel = isParallel ? ['--concurrency', String(places)] : [];
  return { name, runner, code, places, args: [...parallel, '--drain-timeout', String(DRAIN_MS), ...args] };
}

/**
 * Whether it keeps a process for each activation that has run at once.
 * @param {string} name one of NAMES
 */
export function hasPlaces(name) {
  return name === 'python-forks' || name === 'loop-slow';
}

/**
 * What keeps a runtime from running here, or undefined.
 * @param {string} name one of NAMES
 */
export function lacking(name) {
  const programs = name.startsWith('python') ? ['python3'] : ['bash', 'setsid'];
  const missing = programs.filter((program) => spawnSync('which', [program]).status !== 0);
  if (missing.length > 0) return `${missing.join(', ')} is missing`;
  return undefined;
}

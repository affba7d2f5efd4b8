// @ts-check
import { spawnSync } from 'node:child_process';
import { COMMAND } from '../support/runtime.js';
import { ACTIONS } from './actions.js';

/**
 * The runtimes that are put under load: a process for each activation, several of these at once, one long-lived process, and forks of one,
 * several at once.
 */
export const NAMES = ['native', 'bash', 'bash-parallel', 'python', 'python-forks'];

/**
 * @param {string} name one of NAMES
 * @param {number} concurrency requests in flight
 * @returns {import('./load.js').Subject}
 */
export function subject(name, concurrency) {
  // Fewer than are in flight, so that some wait as well.
  const parallel = name.includes('-') ? ['--concurrency', String(Math.ceil(concurrency / 2))] : [];
  const isolation = name === 'python-forks' ? ['--isolation', 'fork=strict'] : [];
  const runner = /** @type {keyof typeof ACTIONS} */ (name.split('-')[0]);
  return { name, runner, args: [...parallel, ...isolation], code: ACTIONS[runner] };
}

/**
 * Whether it keeps a process for each activation that has run at once.
 * @param {string} name one of NAMES
 */
export function hasPlaces(name) {
  return name === 'python-forks';
}

/**
 * What keeps a runtime from running here, or undefined.
 * @param {string} name one of NAMES
 */
export function lacking(name) {
  const programs = name.startsWith('python') ? ['python3'] : ['bash', 'setsid'];
  const missing = programs.filter((program) => spawnSync('which', [program]).status !== 0);
  if (missing.length > 0) return `${missing.join(', ')} is missing`;
  if (name !== 'bash-parallel') return undefined;
  const { stdout } = spawnSync(process.execPath, [COMMAND, 'serve', '--help'], { encoding: 'utf8' });
  return stdout.includes('--concurrency') ? undefined : 'serve has no --concurrency';
}

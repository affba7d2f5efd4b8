/**
 * Runs all tests: those of jest, then those with containers. With arguments only the former, which get them.
 * `--long` repeats what goes wrong rarely more often; the containers are left out.
 */
import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import { listMissing } from './programs.js';

const ROOT = path.resolve(import.meta.dirname, '..');
const isLong = process.argv[2] === '--long';
const args = process.argv.slice(isLong ? 3 : 2);

function run(script, ...rest) {
  const { status, signal, error } = spawnSync(process.execPath, [path.join(ROOT, script), ...rest], {
    stdio: 'inherit',
    env: { ...process.env, ...(isLong && { TEST_LONG: '1' }) },
  });
  if (error) throw error;
  if (signal) process.kill(process.pid, signal);
  return status ?? 1;
}

/** Says it before the tests, and after those that failed: nobody scrolls up. */
function warn() {
  const missing = listMissing();
  for (const line of missing) console.error(`test: ${line}`);
  if (missing.length > 0) console.error('test: without it, tests that use it are skipped or fail.');
}

warn();
const status = run('node_modules/jest/bin/jest.js', ...args);
process.exitCode = isLong || args.length > 0 ? status : run('scripts/containers/test.mjs') || status;
if (status !== 0) warn();

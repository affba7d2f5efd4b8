/**
 * Runs all tests: those of jest, then those with containers. With arguments only the former, which get them.
 */
import { spawnSync } from 'node:child_process';
import * as path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '..');
const args = process.argv.slice(2);

function run(script, ...rest) {
  const { status, signal, error } = spawnSync(process.execPath, [path.join(ROOT, script), ...rest], {
    stdio: 'inherit',
  });
  if (error) throw error;
  if (signal) process.kill(process.pid, signal);
  return status ?? 1;
}

const status = run('node_modules/jest/bin/jest.js', ...args);
process.exitCode = args.length > 0 ? status : run('scripts/containers/test.mjs') || status;

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

test('packages/*/api.txt are what the packages export', () => {
  const script = fileURLToPath(new URL('../scripts/api.mjs', import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

import { spawnSync } from 'node:child_process';
import { findTemporaryFolder } from '../../src/runner/processes.js';

test.each<Record<string, string>>([
  {},
  { TMPDIR: '/a', TMP: '/b', TEMP: '/c' },
  { TMP: '/b/', TEMP: '/c' },
  { TMPDIR: '', TEMP: '/c' },
  { TMPDIR: '/' },
  { TMPDIR: '/a//' },
])('the folder for temporary files with %j is that of Node.js', (env) => {
  const { stdout } = spawnSync(process.execPath, ['-p', 'os.tmpdir()'], { env, encoding: 'utf8' });
  expect(`${findTemporaryFolder(env)}\n`).toBe(stdout);
});

/**
 * Publishes tarballs that `npm run smoke -- --tarballs <folder>` made and tested: `node scripts/publish.mjs <folder>`.
 * Further arguments go to `npm publish`. Refuses a tarball that is not the tested one; skips a version that npm has.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';

const [folder, ...options] = process.argv.slice(2);
if (folder === undefined || folder.startsWith('-'))
  throw new Error('usage: node scripts/publish.mjs <folder> [option…]');

/** In an order in which each package comes after those that it depends on, as smoke.mjs writes it. */
const tested = JSON.parse(fs.readFileSync(path.join(folder, 'tarballs.json'), 'utf8'));

for (const { name, file, sha256 } of tested) {
  const actual = createHash('sha256')
    .update(fs.readFileSync(path.join(folder, file)))
    .digest('hex');
  if (actual !== sha256) throw new Error(`${file} is not the tarball of ${name} that was tested`);
}

for (const { name, version, file } of tested) {
  const known = spawnSync('npm', ['view', `${name}@${version}`, 'version', '--json'], { encoding: 'utf8' });
  if (known.status === 0 && known.stdout.trim() !== '') {
    console.log(`${name}@${version} is published already`);
    continue;
  }
  const tag = version.includes('-') ? 'next' : 'latest';
  const args = ['publish', path.resolve(folder, file), '--access', 'public', '--tag', tag, ...options];
  const { status, signal, error } = spawnSync('npm', args, { stdio: 'inherit' });
  if (status !== 0) throw new Error(`npm publish ${file}: ${error?.message ?? signal ?? `exit status ${status}`}`);
}

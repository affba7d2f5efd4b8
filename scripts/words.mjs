/** Checks the words of the files that scripts/words.json names: `npm run lint` runs it. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { findWords } from './words.js';

const ROOT = path.resolve(import.meta.dirname, '..');
const TEXT = /\.(c|h|js|json|jsonc|md|mjs|pl|py|sh|ts|ya?ml)$|Dockerfile$/;

const { folders, files, exceptions, words } = JSON.parse(readFileSync(path.join(ROOT, 'scripts/words.json'), 'utf8'));
const given = [...folders.map((folder) => `:(glob)${folder}/**`), ...files.map((file) => `:(glob)${file}`)];
const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', ...given], {
  cwd: ROOT,
  encoding: 'utf8',
});
const found = listed
  .split('\0')
  .filter((file) => TEXT.test(file) && !exceptions.includes(file) && existsSync(path.join(ROOT, file)))
  .flatMap((file) => findWords(readFileSync(path.join(ROOT, file), 'utf8'), words).map((says) => `${file}:${says}`));

if (found.length > 0) {
  console.error([...found, `${found.length} wordings to avoid: docs/style.md has what to write.`].join('\n'));
  process.exitCode = 1;
}

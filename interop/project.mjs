/** The project that all makers pack, and what became of it where it arrives. */
import * as fs from 'node:fs';
import * as path from 'node:path';

/** A composed "ö": one letter of two bytes. */
export const SPECIAL = 'größe.txt';
const TIME = new Date('2026-03-04T05:06:08Z');

/** Writes the project into a folder. */
export function writeProject(folder) {
  fs.mkdirSync(path.join(folder, 'nested'), { recursive: true });
  fs.mkdirSync(path.join(folder, 'void'), { recursive: true });
  write(folder, 'exec', `#!/bin/sh\n${'# compressible\n'.repeat(20)}echo '{"ok": true}'\n`, 0o755);
  write(folder, 'data.txt', 'data\n'.repeat(100), 0o644);
  write(folder, 'empty.txt', '', 0o644);
  write(folder, 'nested/deep.txt', 'deep\n'.repeat(100), 0o644);
  write(folder, SPECIAL, 'special\n'.repeat(10), 0o644);
  fs.symlinkSync('data.txt', path.join(folder, 'link'));
  for (const name of ['nested', 'void', '.']) {
    fs.chmodSync(path.join(folder, name), 0o755);
    fs.utimesSync(path.join(folder, name), TIME, TIME);
  }
}

function write(folder, name, text, mode) {
  const file = path.join(folder, name);
  fs.writeFileSync(file, text);
  fs.chmodSync(file, mode); // whatever the umask is
  fs.utimesSync(file, TIME, TIME);
}

/** How a folder differs from the project, in words; "all" if it does not. `names` are the paths below it, relative. */
export function describeArrival(folder) {
  const names = fs.readdirSync(folder, { recursive: true }).sort();
  const find = (name) => names.find((each) => path.basename(each) === name);
  const stat = (name) => fs.lstatSync(path.join(folder, name));
  const mode = (name) => (stat(name).mode & 0o777).toString(8).padStart(4, '0');
  const problems = [];
  for (const [name, expected] of [
    ['exec', '0755'],
    ['data.txt', '0644'],
  ]) {
    const found = find(name);
    if (found === undefined) problems.push(`no ${name}`);
    else if (mode(found) !== expected) problems.push(`${name} ${mode(found)}`);
  }
  const link = find('link');
  if (link === undefined) problems.push('no link');
  else if (!stat(link).isSymbolicLink()) problems.push(stat(link).size === 8 ? 'link is text' : 'link is a copy');
  const hollow = find('void');
  if (hollow !== undefined && !stat(hollow).isDirectory()) problems.push('void is a file');
  for (const name of ['empty.txt', 'deep.txt', 'void', SPECIAL]) {
    if (find(name) === undefined) problems.push(`no ${name === SPECIAL ? 'non-ASCII name' : name}`);
  }
  return problems.length === 0 ? 'all as packed' : problems.join(', ');
}

/** Reads the headers of a tar, without a library that could smooth anything over. */
import { gunzipSync } from 'node:zlib';
import { SPECIAL } from '../project.mjs';

const BLOCK = 512;
const text = (bytes) => bytes.toString('utf8').replace(/\0.*$/s, '');
const octal = (bytes) => Number.parseInt(text(bytes).trim() || '0', 8);

/** All entries of a tar, compressed with gzip or not, with the headers that came before each. */
export function readEntries(file) {
  const bytes = file[0] === 0x1f ? gunzipSync(file) : file;
  const entries = [];
  let before = [];
  let long;
  for (let at = 0; bytes.subarray(at, at + BLOCK).some((byte) => byte !== 0); ) {
    const header = bytes.subarray(at, at + BLOCK);
    const size = octal(header.subarray(124, 136));
    const body = bytes.subarray(at + BLOCK, at + BLOCK + size);
    const type = String.fromCharCode(header[156] || 0x30);
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    if ('xgLK'.includes(type)) {
      before.push(type);
      if (type === 'x') long = /(?:^|\n)\d+ path=([^\n]*)\n/.exec(body.toString('utf8'))?.[1] ?? long;
      if (type === 'L') long = text(body);
      continue;
    }
    const prefix =
      text(header.subarray(257, 262)) === 'ustar' && header[345] ? `${text(header.subarray(345, 500))}/` : '';
    const magic = header.toString('latin1', 257, 265);
    const names = { user: text(header.subarray(265, 297)), group: text(header.subarray(297, 329)) };
    entries.push({
      name: long ?? prefix + text(header.subarray(0, 100)),
      type,
      mode: octal(header.subarray(100, 108)),
      uid: octal(header.subarray(108, 116)),
      ...names,
      target: text(header.subarray(157, 257)),
      magic: magic === 'ustar  \0' ? 'GNU' : magic.startsWith('ustar') ? 'ustar' : 'v7',
      before,
    });
    before = [];
    long = undefined;
  }
  return entries;
}

const baseName = (name) => name.replace(/\/+$/, '').split('/').at(-1);

/** The path of the entry with this last name, as it is after unpacking. */
export function pathOf(entries, name) {
  return entries.find((entry) => baseName(entry.name) === name)?.name.replace(/^\.\//, '');
}

/** The cells of the table. */
export function describeTar(entries) {
  const find = (name) => entries.find((entry) => baseName(entry.name) === name);
  const mode = (name) =>
    find(name) === undefined ? 'missing' : (find(name).mode & 0o7777).toString(8).padStart(4, '0');
  const modes = [mode('exec'), mode('data.txt')];
  const front = find('exec')?.name.slice(0, -'exec'.length);
  const special = find(SPECIAL);
  const owners = entries.map(({ uid, user }) => `${uid}${user && ` ${user}`}`);
  return {
    modes: [...new Set(modes)].join(', '),
    link: describeLink(find('link')),
    folders: describeFolders(entries),
    owner: [...new Set(owners)].sort().join(', '),
    special:
      special === undefined
        ? 'missing'
        : special.before.includes('x')
          ? 'pax header'
          : special.before.includes('L')
            ? 'GNU header'
            : 'raw UTF-8',
    format: [
      ...new Set(
        entries.flatMap(({ magic, before }) => [
          magic,
          ...before.map((type) => ({ x: 'pax', g: 'pax global', L: 'GNU long', K: 'GNU long' })[type]),
        ]),
      ),
    ]
      .sort()
      .join(', '),
    front: front || 'nothing',
  };
}

function describeLink(link) {
  if (link === undefined) return 'absent';
  if (link.type === '2') return link.target === 'data.txt' ? 'link' : `link to ${link.target}`;
  return link.type === '1' ? `hard link to ${link.target}` : 'copy';
}

function describeFolders(entries) {
  const has = (name) => entries.some((entry) => entry.type === '5' && baseName(entry.name) === name);
  if (has('nested')) return has('void') ? 'all' : 'not the empty one';
  return has('void') ? 'only the empty one' : 'none';
}

import { chmod, lstat, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { readTar } from './read-tar.js';
import { readZip } from './read-zip.js';

const OTHER_ARCHIVES = [
  ['fd377a585a00', 'an xz file'],
  ['425a68', 'a bzip2 file'],
  ['377abcaf271c', 'a 7z file'],
];

/** Writes the code of an init into the directory. */
export async function deliver({ code, binary, directory, is }) {
  const exec = join(directory, 'exec');
  if (!binary && is('code-as-latin1')) return await replaceExec(exec, Buffer.from(code, 'latin1'));
  if (!binary) return await replaceExec(exec, changeText(code, is));
  const bytes = decodeBase64(code, is);
  if (bytes === undefined) return;
  const entries = readArchive(bytes, is);
  if (entries === 'keep') return;
  if (entries !== undefined) return await unpack(entries, directory, is);
  for (const [magic, name] of OTHER_ARCHIVES) {
    if (!bytes.toString('hex').startsWith(magic)) continue;
    if (is('other-archive-is-accepted')) return;
    throw new Error(is('other-archive-not-named') ? 'The code is not a zip.' : `The code is ${name}; deliver a zip.`);
  }
  const isElf = bytes.subarray(0, 4).toString('latin1') === '\x7fELF';
  const isScript = bytes.subarray(0, 2).toString() === '#!';
  if ((isElf && !is('single-elf-refused')) || (isScript && !is('single-script-refused'))) {
    return await replaceExec(exec, is('single-file-as-text') ? bytes.toString() : bytes);
  }
  if (is('garbage-is-accepted')) return;
  throw new Error('The code is not a zip archive.');
}

function changeText(code, is) {
  if (is('loses-last-character') && !code.endsWith('\n')) return code.slice(0, -1);
  return is('trims-code') ? code.trimEnd() : code;
}

async function replaceExec(exec, content) {
  await rm(exec, { recursive: true, force: true });
  await writeFile(exec, content, { mode: 0o755 });
  await chmod(exec, 0o755);
}

function decodeBase64(code, is) {
  const text = is('line-breaks-in-base64') ? code : code.replace(/[\s]/g, '');
  const pattern = is('padding-required') ? /^(?:[\w+/-]{4})*(?:[\w+/-]{2}==|[\w+/-]{3}=)?$/ : /^[\w+/-]*={0,2}$/;
  const isRefused = is('standard-base64-only') && /[-_]/.test(text);
  if (!pattern.test(text) && is('lenient-base64')) return undefined;
  if (!pattern.test(text) || isRefused) throw new Error('The code is not base64.');
  return Buffer.from(text, 'base64');
}

/** @returns the entries of a zip or tar; undefined if it is something else */
function readArchive(bytes, is) {
  if (bytes.subarray(0, 2).toString() === 'PK') return readZip(bytes, is);
  if (bytes[0] === 0x1f && bytes[1] === 0x8b && !is('no-tar-gz')) return readTar(gunzipSync(bytes));
  if (bytes.subarray(257, 262).toString() === 'ustar' && !is('no-tar')) return readTar(bytes);
  return undefined;
}

async function unpack(entries, directory, is) {
  const links = new Map(entries.filter(({ type }) => type === 'link').map((entry) => [entry.name, entry]));
  const isFollowed = is('link-followed') && entries.some(({ name }) => name.startsWith('out/'));
  for (const { name } of entries) {
    if (name.startsWith('/') && !is('absolute-path-written'))
      throw new Error(`The entry ${name} has an absolute path.`);
    if (name.split('/').includes('..') && !is('parent-path-skipped') && !is('parent-path-written')) {
      throw new Error(`The entry ${name} has ".." in its path.`);
    }
    const parents = name.split('/').slice(0, -1);
    const isBelowLink = parents.some((_, index) => links.has(parents.slice(0, index + 1).join('/')));
    if (isBelowLink && !isFollowed) throw new Error(`The entry ${name} is below a link.`);
  }
  for (const { name, data } of links.values()) {
    const target = join('/base', dirname(name), data.toString());
    const leaves = data.toString().startsWith('/') || !`${target}/`.startsWith('/base/');
    if (leaves && !is('outer-link-accepted') && !isFollowed) {
      throw new Error(`The entry ${name} is a link to ${data}, which leads out of the archive.`);
    }
  }
  const exec = entries.find(({ name }) => name === 'exec');
  for (const { name, type, data, mode } of entries) {
    if (name.split('/').includes('..') && is('parent-path-skipped')) continue;
    const place = is('folders-lost') ? basename(name) : name;
    await write(resolve(directory, place), type, data, mode, is);
  }
  if (is('parent-path-written') && entries.some(({ name }) => name.includes('..')))
    throw new Error('An entry has "..".');
  if (isFollowed) {
    throw new Error('An entry is below a link.');
  }
  if (exec !== undefined && exec.type === 'file') {
    if (!is('exec-mode-of-entry')) await chmod(join(directory, 'exec'), 0o755);
  } else if (
    !(is('stub-replaces-missing-exec') && entries.length > 0) &&
    !(is('empty-zip-accepted') && entries.length === 0)
  ) {
    const missing = is('missing-exec-not-named') ? 'The init failed.' : 'The zip does not include exec at its root.';
    if (!(is('folder-as-exec') && exec?.type === 'folder')) throw new Error(missing);
  }
}

async function write(file, type, data, mode, is) {
  await mkdir(dirname(file), { recursive: true });

  if (type === 'link' && is('links-become-files')) return await writeFile(file, data);
  const old = await lstat(file).catch(() => undefined);
  if (old?.isFile() || old?.isSymbolicLink()) await rm(file);
  if (type === 'folder') return await mkdir(file, { recursive: true });
  if (type === 'link') return await symlink(data.toString(), file);
  const isProgram = data.subarray(0, 2).toString() === '#!';
  const given = mode === 0 ? (isProgram && !is('no-mode-is-not-executable') ? 0o755 : 0o644) : mode & 0o777;
  const bits = is('modes-lost') && mode !== 0 ? 0o644 : given;
  await writeFile(file, data);
  await chmod(file, bits | 0o600);
}

import { crc32, inflateRawSync } from 'node:zlib';

const END = Buffer.from('PK\x05\x06', 'latin1');
const ENTRY = 0x02014b50;

/** Reads the entries of a zip archive. */
export function readZip(bytes, is) {
  const end = bytes.lastIndexOf(END);
  if (end < 0) {
    if (is('cut-off-zip-keeps-stub')) return 'keep';
    throw new Error('The zip is damaged: it has no end record; it may have been cut off.');
  }
  const comment = bytes.readUInt16LE(end + 20);
  const rest = bytes.subarray(end + 22 + comment);
  if (rest.some((byte) => byte !== 0)) throw new Error('The zip is damaged: something follows its end.');
  if (rest.length > 0 && is('padding-refused')) throw new Error('The zip is damaged: something follows its end.');
  if (comment > 0 && is('comment-refused')) throw new Error('The zip is damaged: it has no end record.');
  const count = bytes.readUInt16LE(end + 10);
  if (count > 100 && is('few-entries')) throw new Error('The zip has too many entries.');
  const entries = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let index = 0; index < count; index += 1) {
    if (bytes.readUInt32LE(at) !== ENTRY) throw new Error('The zip is damaged: an entry is missing.');
    const lengths = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset));
    const name = bytes.subarray(at + 46, at + 46 + lengths[0]).toString(is('latin1-names') ? 'latin1' : 'utf8');
    entries.push(readEntry(bytes, at, name, is));
    at += 46 + lengths[0] + lengths[1] + lengths[2];
  }
  return entries;
}

function readEntry(bytes, at, name, is) {
  const method = bytes.readUInt16LE(at + 10);
  const packed = bytes.readUInt32LE(at + 20);
  const header = bytes.readUInt32LE(at + 42);
  const start = header + 30 + bytes.readUInt16LE(header + 26) + bytes.readUInt16LE(header + 28);
  const raw = bytes.subarray(start, start + packed);
  if (method === 0 && is('no-stored-entries')) throw new Error(`The entry ${name} has another compression method.`);
  if (method === 8 && is('no-deflated-entries')) throw new Error(`The entry ${name} has another compression method.`);
  if (method !== 0 && method !== 8) throw new Error(`The entry ${name} has another compression method.`);
  const data = method === 0 ? Buffer.from(raw) : inflateRawSync(raw);
  if (crc32(data) !== bytes.readUInt32LE(at + 16) && !is('checksum-unchecked')) {
    throw new Error(`The zip is damaged: the entry ${name} has a wrong checksum.`);
  }
  const isUnix = bytes[at + 5] === 3;
  const mode = isUnix ? bytes.readUInt16LE(at + 40) : 0;
  const isLink = (mode & 0o170000) === 0o120000;
  const clean = name.replace(/\/$/, '');
  return { name: clean, type: name.endsWith('/') ? 'folder' : isLink ? 'link' : 'file', data, mode };
}

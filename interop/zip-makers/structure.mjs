/** Reads how a zip is made, field by field, without a library that could smooth anything over. */

const METHODS = {
  0: 'stored',
  8: 'deflate',
  9: 'Deflate64',
  12: 'BZip2',
  14: 'LZMA',
  93: 'zstd',
  95: 'xz',
  98: 'PPMd',
};
const HOSTS = { 0: 'FAT', 3: 'Unix', 7: 'Mac', 10: 'NTFS', 11: 'MVS', 19: 'OS X' };

/** All records of a zip: the entries of the central directory with their local headers. */
export function readStructure(bytes) {
  const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end < 0) throw new Error('no end record');
  const locator = end - 20;
  const isZip64 = locator >= 0 && bytes.readUInt32LE(locator) === 0x07064b50;
  const record = isZip64 ? Number(bytes.readBigUInt64LE(locator + 8)) : undefined;
  const count = record === undefined ? bytes.readUInt16LE(end + 10) : Number(bytes.readBigUInt64LE(record + 32));
  const start = record === undefined ? bytes.readUInt32LE(end + 16) : Number(bytes.readBigUInt64LE(record + 48));
  const size = record === undefined ? bytes.readUInt32LE(end + 12) : Number(bytes.readBigUInt64LE(record + 40));
  // What precedes the archive when its offsets do not account for it.
  const shift = (record ?? end) - size - start;
  const entries = [];
  for (let at = start + shift; entries.length < count; ) {
    const entry = readCentral(bytes, at);
    entries.push({ ...entry, local: readLocal(bytes, entry.offset + shift) });
    at += entry.length;
  }
  return {
    entries,
    isZip64,
    shift,
    first: Math.min(...entries.map(({ offset }) => offset)),
    tail: bytes.length - end - 22,
  };
}

function readCentral(bytes, at) {
  if (bytes.readUInt32LE(at) !== 0x02014b50) throw new Error(`no central header at ${at}`);
  const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset));
  const extra = bytes.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength);
  const attributes = bytes.readUInt32LE(at + 38);
  return {
    length: 46 + nameLength + extraLength + commentLength,
    rawName: bytes.subarray(at + 46, at + 46 + nameLength),
    name: bytes.toString('utf8', at + 46, at + 46 + nameLength),
    host: HOSTS[bytes[at + 5]] ?? String(bytes[at + 5]),
    madeBy: `${HOSTS[bytes[at + 5]] ?? bytes[at + 5]} ${(bytes[at + 4] / 10).toFixed(1)}`,
    needs: bytes[at + 6],
    flags: bytes.readUInt16LE(at + 8),
    method: METHODS[bytes.readUInt16LE(at + 10)] ?? String(bytes.readUInt16LE(at + 10)),
    date: bytes.readUInt32LE(at + 12),
    size: bytes.readUInt32LE(at + 24),
    packed: bytes.readUInt32LE(at + 20),
    mode: attributes >>> 16,
    dos: attributes & 0xffff,
    offset: offsetOf(bytes.readUInt32LE(at + 42), extra, bytes, at),
    extras: readExtras(extra),
  };
}

/** The offset of the local header: that of the zip64 field if the old one is full. */
function offsetOf(offset, extra, bytes, at) {
  if (offset !== 0xffffffff) return offset;
  const field = readExtras(extra).find(({ id }) => id === 0x0001);
  const before = [20, 24].filter((each) => bytes.readUInt32LE(at + each) === 0xffffffff).length;
  return Number(field.data.readBigUInt64LE(8 * before));
}

function readLocal(bytes, at) {
  if (bytes.readUInt32LE(at) !== 0x04034b50) throw new Error(`no local header at ${at}`);
  const [nameLength, extraLength] = [26, 28].map((offset) => bytes.readUInt16LE(at + offset));
  const extra = bytes.subarray(at + 30 + nameLength, at + 30 + nameLength + extraLength);
  return {
    flags: bytes.readUInt16LE(at + 6),
    needs: bytes.readUInt16LE(at + 4),
    crc: bytes.readUInt32LE(at + 14),
    extras: readExtras(extra),
    data: at + 30 + nameLength + extraLength,
  };
}

function readExtras(extra) {
  const fields = [];
  let at = 0;
  while (at + 4 <= extra.length) {
    const length = extra.readUInt16LE(at + 2);
    fields.push({ id: extra.readUInt16LE(at), data: extra.subarray(at + 4, at + 4 + length) });
    at += 4 + length;
  }
  if (at < extra.length) fields.push({ id: undefined, data: extra.subarray(at) });
  return fields;
}

const baseName = (name) => name.replace(/\/+$/, '').split('/').at(-1) ?? '';
const isFolder = (entry) => entry.name.endsWith('/');
const octal = (mode) => (mode & 0o7777).toString(8).padStart(4, '0');

/** The cells of the table: what a maker wrote, in few words. */
export function describeStructure(bytes) {
  const { entries, isZip64, shift, first, tail, comment } = readStructure(bytes);
  const find = (name) => entries.find((entry) => baseName(entry.name) === name);
  const files = entries.filter((entry) => !isFolder(entry));
  const odd = [
    ...(shift > 0 ? [`offsets ${shift} bytes too small`] : []),
    ...(first > 0 ? [`${first} bytes in front`] : []),
    ...(comment > 0 ? [`comment of ${comment} bytes`] : []),
    ...(tail > 0 ? [`${tail} bytes after the end record`] : []),
  ];
  return {
    modes: describeModes(find('exec'), find('data.txt')),
    link: describeLink(find('link')),
    folders: describeFolders(entries),
    descriptors: describeShare(files, ({ flags }) => (flags & 8) !== 0),
    utf8: describeUtf8(entries),
    zip64: isZip64
      ? 'record'
      : entries.some(({ extras }) => extras.some(({ id }) => id === 1))
        ? 'extra fields only'
        : 'no',
    methods: [...new Set(files.map(({ method }) => method))].sort().join(', '),
    madeBy: [...new Set(entries.map(({ madeBy }) => madeBy))].sort().join(', '),
    extras: [describeExtras(entries), ...odd].filter(Boolean).join('; '),
  };
}

function describeModes(exec, data) {
  if (exec === undefined || data === undefined) return 'files are missing';
  const [a, b] = [exec, data].map(({ mode }) =>
    mode === 0 ? 'none' : octal(mode) + ((mode & 0o170000) === 0 ? ' without a type' : ''),
  );
  return a === b ? a : `${a}, ${b}`;
}

function describeLink(link) {
  if (link === undefined) return 'absent';
  if ((link.mode & 0o170000) === 0o120000) return `link, ${link.method}`;
  return link.size === 'data.txt'.length ? 'a file with the target' : 'copy';
}

function describeFolders(entries) {
  const has = (name) => entries.some((entry) => isFolder(entry) && baseName(entry.name) === name);
  const dot = entries.some(({ name }) => name.startsWith('./') || name === '.') ? ', with ./' : '';
  const folders = entries.filter(isFolder);
  const slashes = folders.some(({ name }) => name.endsWith('//')) ? ', with //' : '';
  const data = folders.some(({ packed }) => packed > 0) ? ', deflated' : '';
  const bits = folders.some(({ dos }) => (dos & 0x10) === 0) ? ', no folder bit' : '';
  if (has('nested')) return `${has('void') ? 'all' : 'not the empty one'}${dot}${slashes}${data}${bits}`;
  return `${has('void') ? 'only the empty one' : 'none'}${dot}${slashes}${data}${bits}`;
}

function describeUtf8(entries) {
  const special = entries.filter(({ rawName }) => rawName.some((byte) => byte > 0x7f));
  if (special.length === 0) return 'name is missing';
  const isSet = ({ flags }) => (flags & 0x800) !== 0;
  const form = special.every(({ name }) => name.normalize('NFC') === name) ? '' : ', decomposed';
  const bytes = special.every(({ name, rawName }) => Buffer.from(name).equals(rawName)) ? '' : ', no UTF-8';
  return `${entries.every(isSet) ? 'all' : special.every(isSet) ? 'non-ASCII' : 'no'}${form}${bytes}`;
}

function describeShare(entries, test) {
  const found = entries.filter(test).length;
  return found === 0 ? 'no' : found === entries.length ? 'all files' : 'some files';
}

function describeExtras(entries) {
  const ids = (fields) => fields.map(({ id }) => (id === undefined ? 'no field' : id.toString(16).padStart(4, '0')));
  const central = new Set(entries.flatMap(({ extras }) => ids(extras)));
  const local = new Set(entries.flatMap((entry) => ids(entry.local.extras)));
  const all = [...new Set([...central, ...local])].sort();
  return all.map((id) => `${id}${!central.has(id) ? ' (local)' : !local.has(id) ? ' (central)' : ''}`).join(' ');
}

/** The path of the entry with this last name. */
export function pathOf(bytes, name) {
  return readStructure(bytes)
    .entries.find((entry) => baseName(entry.name) === name)
    ?.name.replace(/^\.\//, '');
}

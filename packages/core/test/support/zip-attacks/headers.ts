import { repetitions } from '../../../../../test/support/repetitions.js';
import { buildZip, type ZipEntry } from '../../../../../test/support/zip-builder.js';
import { type Attack, harmless, invalid, refused, whole } from './attack.js';

const DATA = 'some data, some data';
const BIG = Buffer.alloc(400_000, 'x');
/** Entries, above the default limit. */
const MANY = repetitions(51_000, 100_000);
const MEGABYTE = 1_000_000;
const a = (lie: Partial<ZipEntry> = {}): ZipEntry[] => [{ name: 'a', data: DATA, ...lie }];
const LIMITED = { maxArchiveBytes: MEGABYTE };

/** Data that is not what the headers announce. */
export const SIZES: readonly Attack[] = [
  invalid('a wrong checksum', a({ crc: 1 }), /its entry "a" is damaged, its checksum \(CRC-32\) is wrong/),
  invalid('a wrong checksum of stored data', a({ crc: 1, method: 0 }), /checksum/),
  invalid('a wrong checksum of much data', a({ crc: 1, data: BIG }), /checksum/),
  invalid('a wrong checksum of no data', a({ crc: 1, data: '' }), /checksum/),
  invalid('more data than announced', a({ size: 5 }), /"a" is damaged, it has more than the 5 bytes declared/),
  invalid('data where none is announced', a({ size: 0 }), /more than the 0 bytes declared/),
  invalid('much more data than announced', a({ data: BIG, size: 300_000 }), /more than the 300000 bytes/),
  invalid('less data than announced', a({ size: 30 }), /it has 20 of the 30 bytes declared/),
  invalid('far less data than announced', a({ size: 300_000 }), /it has 20 of the 300000 bytes declared/),
  invalid('stored data of another size', a({ method: 0, size: 30 }), /20 bytes of data cannot unpack to 30 bytes/),
  invalid('stored data that announces none', a({ method: 0, size: 0 }), /20 bytes of data cannot unpack to 0 bytes/),
  invalid('no data for a size', a({ compressedSize: 0 }), /0 bytes of data cannot unpack to 20 bytes/),
  invalid('more data than there is', a({ compressedSize: 10_000 }), /"a" is damaged, its data is cut off/),
  invalid('compressed data cut short', a({ data: BIG, compressedSize: 5 }), /"a" is damaged/),
  invalid('compressed data that is garbage', a({ raw: Buffer.from('garbage'), method: 8 }), /"a" is damaged/),
  invalid(
    'a size of 0xFFFFFFFF without a zip64 field',
    a({ size: 0xffffffff }),
    /"a" is damaged, its sizes cannot be read/,
  ),
  invalid('0xFFFFFFFF for both sizes', a({ size: 0xffffffff, compressedSize: 0xffffffff }), /sizes cannot be read/),
  invalid('a header at 0xFFFFFFFF', a({ offset: 0xffffffff }), /sizes cannot be read/),
  harmless('other sizes in the local header: the directory counts', a({ method: 0, localSize: 1 }), {
    a: `644 ${DATA}`,
  }),
  harmless('sizes of 0xFFFFFFFF in the local header', a({ localSize: 0xffffffff }), { a: `644 ${DATA}` }),
  harmless('another checksum in the local header', a({ localCrc: 1 }), { a: `644 ${DATA}` }),
  harmless(
    'data that only the local header has',
    a({ raw: Buffer.from('hidden'), data: '', compressedSize: 0, localSize: 6 }),
    { a: '644 ' },
  ),
  ...([true, 'bare', 'wide'] as const).map((descriptor) =>
    harmless(`a data descriptor: ${descriptor}`, a({ descriptor }), { a: `644 ${DATA}` }),
  ),
  harmless('the mark of a descriptor without one', a({ flags: 0x0808, localSize: 0 }), { a: `644 ${DATA}` }),
  harmless(
    'stored data that holds the signature of a descriptor',
    a({ data: 'PK\x07\x08 PK\x03\x04', method: 0, descriptor: true }),
    {
      a: '644 PK\x07\x08 PK\x03\x04',
    },
  ),
];

/** Archives that unpack to more than they look like. */
export const BOMBS: readonly Attack[] = [
  refused(
    'a ratio of 1000: refused by what it announces',
    () => buildZip(a({ data: Buffer.alloc(20 * MEGABYTE) })),
    /unpacks to more than the 1000000 bytes allowed/,
    LIMITED,
  ),
  refused(
    'many entries that are too much together',
    () => buildZip(Array.from({ length: 101 }, (_, at) => ({ name: `${at}`, data: Buffer.alloc(10_000) }))),
    /unpacks to more than the 1000000/,
    LIMITED,
  ),
  refused(
    'an entry that announces 4 GB, with the default limit',
    a({ size: 0xfffffffe }),
    /unpacks to more than the 536870912 bytes allowed/,
  ),
  invalid(
    'a bomb that announces less is stopped there',
    () => buildZip(a({ data: Buffer.alloc(30 * MEGABYTE), size: 900_000 })),
    /"a" is damaged, it has more than the 900000 bytes/,
    LIMITED,
  ),
  invalid(
    'a bomb that announces a few bytes',
    () => buildZip(a({ data: Buffer.alloc(30 * MEGABYTE), size: 3 })),
    /more than the 3 bytes/,
    LIMITED,
  ),
  harmless(
    'exactly as much as allowed',
    () => buildZip(a({ data: Buffer.alloc(MEGABYTE, 'x') })),
    { a: `644 ${'x'.repeat(MEGABYTE)}` },
    LIMITED,
  ),
  harmless('a zip in a zip is a file', () => buildZip(a({ data: buildZip(a()).toString('latin1'), method: 0 })), {
    a: `644 ${buildZip(a()).toString('latin1')}`,
  }),
  invalid(
    'each entry quotes the next one',
    () => quotingBomb(20),
    /its entry "\d+" is damaged, it overlaps the entry "\d+"/,
  ),
  invalid(
    'an entry in the data of another',
    () => {
      const inner = header(a({ name: 'b' }));
      return buildZip([
        { name: 'a', data: inner, method: 0 },
        { ...a()[0], name: 'b', offset: 31, raw: Buffer.alloc(0), compressedSize: inner.length - 31 },
      ]);
    },
    /its entry "b" is damaged, it overlaps the entry "a"/,
  ),
  invalid(
    'an entry in the extra field of another',
    () => {
      const inner = header([{ name: 'b', data: DATA, method: 0 }]).subarray(0, 31);
      return buildZip([
        { name: 'a', data: DATA, method: 0, localExtra: inner },
        { name: 'b', data: DATA, method: 0, offset: 31 },
      ]);
    },
    /its entry "b" is damaged, it overlaps the entry "a"/,
  ),
  refused(
    'more directories than entries are allowed',
    () => buildZip([{ name: `${'d/'.repeat(101)}f` }]),
    /its paths imply more than the 100 directories allowed/,
    { maxArchiveEntries: 100 },
  ),
  refused(
    `${MANY} entries with the default limit`,
    () => manyEntries(),
    new RegExp(`it has ${MANY} entries; at most 50000 are allowed`),
  ),
  harmless(`${MANY} entries with a higher limit`, () => manyEntries(), manyFiles(), { maxArchiveEntries: MANY }),
  invalid(
    'an end record that announces 2 ** 40 entries',
    whole(a(), { zip64: true, entries: 2 ** 40 }),
    /its central directory is too short for the 1099511627776 entries/,
  ),
];

/** What cannot be read. */
export const UNREADABLE: readonly Attack[] = [
  refused('encryption', a({ flags: 0x0801 }), /its entry "a" is encrypted; zip it without a password/),
  refused('strong encryption', a({ flags: 0x0841 }), /encrypted/),
  refused('masked headers', a({ flags: 0x2800 }), /encrypted/),
  invalid(
    'data that is encrypted although only its local header says so',
    a({ localFlags: 0x0801, raw: Buffer.from('encrypted'), method: 8 }),
    /"a" is damaged/,
  ),
  ...[1, 6, 9, 12, 14, 93, 95, 99, 0xffff].map((method) =>
    refused(
      `compression method ${method}`,
      a({ method }),
      new RegExp(`its entry "a" is compressed with method ${method}; only`),
    ),
  ),
  invalid(
    'another method in the local header',
    a({ localMethod: 0 }),
    /"a" is damaged, its header has a different compression method/,
  ),
  invalid(
    'a local header without its signature',
    a({ localSignature: 0x04034b51 }),
    /"a" is damaged, its header is not where/,
  ),
  invalid('a local header elsewhere', a({ offset: 1 }), /header is not where the central directory says/),
  invalid('a local header beyond the end', a({ offset: 0xfffffffe }), /header is not where the central directory says/),
  refused('an entry on another disk', a({ disk: 2 }), /its entry "a" is in another part of a split archive/),
];

/** The first bytes of an archive: the header and the data of its entry. */
function header(entries: readonly ZipEntry[]): Buffer {
  const zip = buildZip(entries);
  return zip.subarray(0, zip.indexOf('PK\x01\x02'));
}

/** David Fifield's: what follows each header quotes the next header and goes on with the data behind it. */
function quotingBomb(length: number): Buffer {
  const kernel = { name: `${length}`, data: Buffer.alloc(10_000) };
  const entries: ZipEntry[] = [kernel];
  let { data } = kernel;
  for (let at = length - 1; at > 0; at -= 1) {
    const next = entries[0] as ZipEntry;
    const quoted = header([next]).subarray(0, 30 + next.name.length);
    const block = Buffer.from([0, quoted.length, 0, ~quoted.length & 0xff, 0xff]);
    const rest = next.compressedSize ?? header([next]).length - quoted.length;
    data = Buffer.concat([quoted, data]);
    const compressedSize = block.length + quoted.length + rest;
    entries.unshift({ name: `${at}`, data, raw: block, method: 8, compressedSize });
  }
  return buildZip(entries);
}

let made: Buffer | undefined;

/** One file in a hundred, and one directory again and again: it is the reading that counts. */
function manyEntries(): Buffer {
  const entries = Array.from({ length: MANY }, (_, at) => ({ name: at % 100 === 0 ? `d/${at}` : 'd/' }));
  made ??= buildZip(entries, { zip64: true });
  return made;
}

function manyFiles(): Record<string, string> {
  const files = Array.from({ length: MANY / 100 }, (_, at) => [`d/${at * 100}`, '644 ']);
  return { d: '755/', ...Object.fromEntries(files) };
}

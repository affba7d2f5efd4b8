import { buildZip, type ZipEntry } from '../../../../../test/support/zip-builder.js';
import { type Attack, harmless, invalid, refused, whole } from './attack.js';

const a: ZipEntry = { name: 'a', data: 'new' };
const A = { a: '644 new' };
const NEW = buildZip([a]);
const END = NEW.lastIndexOf('PK\x05\x06');
const ELSEWHERE = /its central directory is not where its end record says/;
const wide = (lie: object): (() => Buffer) => whole([a], { zip64: true, ...lie });

/** Archives around, before, behind and instead of the archive. */
export const STRUCTURE: readonly Attack[] = [
  invalid('nothing', () => Buffer.alloc(0), /it does not start like one/),
  invalid('a text', () => Buffer.from('echo "{}" # as long as an end record\n'), /it does not start like one/),
  harmless('an empty archive', whole([], {}), {}),
  harmless('an empty archive with a comment', whole([], { comment: 'empty' }), {}),
  harmless('a comment of 65,535 bytes', whole([a], { comment: 'c'.repeat(65_535) }), A),
  harmless('a comment that starts another end record', whole([a], { comment: `PK\x05\x06${' '.repeat(30)}` }), A),
  harmless(
    'a whole archive as the comment: the last end record counts',
    () => {
      const prefix = buildZip([{ name: 'b', data: 'old' }], { commentLength: NEW.length });
      return buildZip([a], { prefix });
    },
    A,
  ),
  invalid(
    'a comment that is cut off',
    whole([a], { commentLength: 1 }),
    /it has no end record; it may have been cut off/,
  ),
  ...[1, 10_240, 200_000].map((padding) =>
    harmless(`${padding} NUL bytes behind the archive`, () => Buffer.concat([NEW, Buffer.alloc(padding)]), A),
  ),
  harmless('NUL bytes behind a comment', () => Buffer.concat([buildZip([a], { comment: 'c' }), Buffer.alloc(700)]), A),
  harmless('NUL bytes behind an empty archive', () => Buffer.concat([buildZip([]), Buffer.alloc(10_218)]), {}),
  harmless(
    'a comment that ends in another end record and NUL bytes: the outer one counts',
    () => {
      const other = Buffer.concat([buildZip([{ name: 'b', data: 'old' }]), Buffer.alloc(100)]);
      return buildZip([a], { comment: other });
    },
    A,
  ),
  invalid('nothing but NUL bytes', () => Buffer.alloc(10_240), /it does not start like one/),
  invalid(
    'other bytes between NUL bytes behind the archive',
    () => Buffer.concat([NEW, Buffer.alloc(10), Buffer.from('\n'), Buffer.alloc(10)]),
    /it has no end record/,
  ),
  invalid(
    'a comment that is cut off, and NUL bytes',
    () => Buffer.concat([buildZip([a], { comment: 'c', commentLength: 100 }), Buffer.alloc(50)]),
    /it has no end record/,
  ),
  invalid('bytes behind the archive', () => Buffer.concat([NEW, Buffer.from('\n')]), /it has no end record/),
  harmless('a text in front, which all offsets count', whole([a], { prefix: Buffer.from('exit\n') }), A),
  harmless('the mark of a split archive that is not split', whole([a], { prefix: Buffer.from('PK00') }), A),
  invalid('a text in front, which no offset counts', () => Buffer.concat([Buffer.from('exit\n'), NEW]), ELSEWHERE),
  // Other programs deliver the second one; read by its offsets, the end record names the directory of the first.
  invalid(
    'two archives, one after the other, of one layout',
    () => Buffer.concat([buildZip([{ ...a, data: 'old' }]), NEW]),
    ELSEWHERE,
  ),
  invalid(
    'two archives, one after the other',
    () => Buffer.concat([buildZip([{ name: 'other', data: 'old' }]), NEW]),
    ELSEWHERE,
  ),
  invalid('an archive, then an empty one', () => Buffer.concat([NEW, buildZip([])]), ELSEWHERE),
  invalid('bytes between the directory and its end record', whole([a], { gap: Buffer.from('gap') }), ELSEWHERE),
  invalid(
    'a second directory before the end record',
    whole([a], { gap: NEW.subarray(NEW.indexOf('PK\x01\x02'), END) }),
    ELSEWHERE,
  ),
  invalid('the start missing', () => NEW.subarray(10), ELSEWHERE),
  invalid('a directory beyond the end', whole([a], { directoryOffset: 100_000 }), ELSEWHERE),
  invalid('a directory that is too long', whole([a], { directorySize: 100_000 }), ELSEWHERE),
  invalid(
    'fewer entries declared than there are',
    whole([a, { name: 'b' }], { entries: 1 }),
    /does not end after the 1 entries declared/,
  ),
  invalid('no entries declared', whole([a], { entries: 0 }), /does not end after the 0 entries declared/),
  invalid(
    'more entries declared than fit',
    whole([a], { entries: 3 }),
    /its central directory is too short for the 3 entries/,
  ),
  invalid(
    'a directory entry without its signature',
    () => {
      const zip = Buffer.from(NEW);
      zip[zip.indexOf('PK\x01\x02') + 3] = 0;
      return zip;
    },
    /its central directory is damaged/,
  ),
  harmless(
    'a file between the entries that the directory does not list',
    () => {
      const hidden = buildZip([{ name: 'hidden', data: 'x' }]);
      return buildZip([a], { prefix: hidden.subarray(0, hidden.indexOf('PK\x01\x02')) });
    },
    A,
  ),
  refused('the second of several disks', whole([a], { disk: 1 }), /split into several files; make it a single file/),
  refused('entries on other disks', whole([a], { entriesOnDisk: 0 }), /split into several files/),
];

/** The zip64 form, right and wrong. */
export const ZIP64: readonly Attack[] = [
  harmless('in the end record', wide({}), A),
  harmless('in the entry', [{ ...a, zip64: true }], A),
  harmless(
    'in both, with a link',
    whole(
      [
        { ...a, zip64: true },
        { name: 'l', link: 'a', zip64: true },
      ],
      { zip64: true },
    ),
    { ...A, l: '-> a' },
  ),
  harmless('an empty archive', whole([], { zip64: true }), {}),
  harmless('NUL bytes behind it', () => Buffer.concat([buildZip([a], { zip64: true }), Buffer.alloc(10_000)]), A),
  harmless('a record with extensible data', wide({ zip64Data: Buffer.from('0123456789') }), A),
  harmless('beside a plain end record that says the same', wide({ unsaturated: true }), A),
  invalid(
    'beside a plain end record that says less',
    () => {
      const zip = buildZip([a, { name: 'b' }], { zip64: true, unsaturated: true });
      zip.writeUInt16LE(1, zip.length - 22 + 8);
      zip.writeUInt16LE(1, zip.length - 22 + 10);
      return zip;
    },
    /its two end records disagree/,
  ),
  invalid(
    'a locator that points to another record',
    () => {
      const other = buildZip([{ name: 'b', data: 'old' }], { zip64: true });
      const record = other.indexOf('PK\x06\x06');
      return buildZip([a], { zip64: true, prefix: other, zip64Offset: record });
    },
    /its zip64 end record does not end where it should/,
  ),
  invalid(
    'a locator that points beyond the end',
    wide({ zip64Offset: 2 ** 52 }),
    /its zip64 end record is not where it should be/,
  ),
  invalid(
    'a locator that points far beyond what a number holds',
    wide({ zip64Offset: 2 ** 63 }),
    /zip64 end record is not where/,
  ),
  invalid('a locator that points nowhere', wide({ zip64Offset: 3 }), /zip64 end record is not where/),
  invalid(
    'a record of another length',
    () => {
      const zip = buildZip([a], { zip64: true });
      zip.writeBigUInt64LE(2n ** 64n - 1n, zip.indexOf('PK\x06\x06') + 4);
      return zip;
    },
    /zip64 end record does not end where/,
  ),
  invalid('no locator', whole([a], { entries: 0xffff }), /its end record refers to a zip64 record that is not there/),
  invalid(
    'a locator that is cut off',
    () => {
      const zip = buildZip([a], { zip64: true });
      const locator = zip.indexOf('PK\x06\x07');
      return Buffer.concat([zip.subarray(0, locator), zip.subarray(locator + 7)]);
    },
    /refers to a zip64 record that is not there/,
  ),
  invalid(
    '2 ** 63 entries',
    wide({ entries: 2 ** 63 }),
    /its central directory is too short for the \d+ entries declared/,
  ),
  invalid('a directory at 2 ** 63', wide({ directoryOffset: 2 ** 63 }), ELSEWHERE),
  invalid('a directory of 2 ** 63 bytes', wide({ directorySize: 2 ** 63 }), ELSEWHERE),
  refused('the second of several disks', wide({ disk: 1 }), /split into several files/),
  refused('entries on other disks', wide({ entriesOnDisk: 0 }), /split into several files/),
  invalid(
    'a size beyond what a number holds',
    [{ ...a, zip64: true, size: 2 ** 60 }].map(lie),
    /its entry "a" is damaged, its sizes cannot be read/,
  ),
  refused(
    'a size of a petabyte',
    [{ ...a, zip64: true, size: 2 ** 50 }].map(lie),
    /unpacks to more than the 536870912 bytes/,
  ),
  invalid(
    'an offset of a petabyte',
    [{ ...a, zip64: true, offset: 2 ** 50 }].map(lie),
    /header is not where the central directory says/,
  ),
  invalid(
    'a compressed size of a petabyte',
    [{ ...a, zip64: true, compressedSize: 2 ** 50 }].map(lie),
    /its data is cut off/,
  ),
  invalid(
    'a field that is cut off',
    [{ ...a, size: 0xffffffff, extra: Buffer.from([1, 0, 4, 0, 3, 0, 0, 0]) }],
    /its sizes cannot be read/,
  ),
  harmless(
    'a field that nobody asks for',
    [{ ...a, extra: Buffer.concat([Buffer.from([1, 0, 8, 0]), Buffer.alloc(8, 0xff)]) }],
    A,
  ),
];

/** The local header keeps to 32 bits; only the directory lies. */
function lie(entry: ZipEntry): ZipEntry {
  return { ...entry, localSize: 0xffffffff };
}

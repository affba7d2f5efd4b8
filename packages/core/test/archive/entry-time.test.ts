import { extendedTimestamp, extraField } from '../../../../test/support/extra-fields.js';
import { parseEntryTime } from '../../src/archive/entry.js';

const NONE = Buffer.alloc(0);
/** 3 April 2021, 5:06:08, in the time zone of this process. */
const DATE = ((2021 - 1980) << 9) | (4 << 5) | 3;
const TIME = (5 << 11) | (6 << 5) | 4;
const LOCAL = new Date(2021, 3, 3, 5, 6, 8);
const at = (seconds: number): Date => new Date(seconds * 1000);

function time(extraFields: Buffer, lastModifiedDate = DATE, lastModifiedTime = TIME): Date | undefined {
  return parseEntryTime({ extraFields, lastModifiedDate, lastModifiedTime });
}

/** @param units of 100 ns since 1601 */
function ntfs(units: bigint, tag = 1): Buffer {
  const times = Buffer.alloc(24);
  times.writeBigUInt64LE(units);
  return extraField(0x000a, Buffer.alloc(4), extraField(tag, times));
}

function oldUnix(access: number, modification: number): Buffer {
  const times = Buffer.alloc(8);
  times.writeInt32LE(access, 0);
  times.writeInt32LE(modification, 4);
  return extraField(0x5855, times);
}

/** 1 January 1970, in NTFS time. */
const EPOCH = 116_444_736_000_000_000n;

describe('parseEntryTime', () => {
  test.each<[string, Buffer, Date]>([
    ['no field: the date of MS-DOS', NONE, LOCAL],
    ['an extended timestamp', extendedTimestamp(1_600_000_001), at(1_600_000_001)],
    ['one before 1970', extendedTimestamp(-1), at(-1)],
    ['one with the time of access, too', extraField(0x5455, Buffer.from([3, 1, 0, 0, 0, 2, 0, 0, 0])), at(1)],
    ['one with the time of access only', extraField(0x5455, Buffer.from([2, 1, 0, 0, 0])), LOCAL],
    ['one that is cut off', extraField(0x5455, Buffer.from([1, 1, 0, 0])), LOCAL],
    ['the time of NTFS', ntfs(EPOCH + 15_000_000n), at(1.5)],
    ['no time of NTFS', ntfs(0n), LOCAL],
    ['another attribute of NTFS', ntfs(EPOCH, 2), LOCAL],
    ['a field of NTFS that is cut off', ntfs(EPOCH).subarray(0, 20), LOCAL],
    ['the largest time of NTFS', ntfs(2n ** 64n - 1n), at(Number(2n ** 64n - 1n) / 1e7 - 11_644_473_600)],
    ['the old field of Unix', oldUnix(5, 1_600_000_002), at(1_600_000_002)],
    [
      'several: the extended timestamp counts',
      Buffer.concat([oldUnix(1, 2), ntfs(EPOCH), extendedTimestamp(7)]),
      at(7),
    ],
    ['a field behind padding is not seen', Buffer.concat([Buffer.alloc(3), extendedTimestamp(7)]), LOCAL],
  ])('%s', (_, fields, expected) => {
    expect(time(fields)).toEqual(expected);
  });

  test.each([
    ['zeros', 0, 0],
    ['a month 13', (13 << 5) | 1, 0],
    ['30 February', (41 << 9) | (2 << 5) | 30, 0],
    ['an hour 24', DATE, 24 << 11],
    ['a minute 60', DATE, 60 << 5],
    ['a second 60', DATE, 30],
  ])('%s: no time', (_, date, clock) => {
    expect(time(NONE, date, clock)).toBeUndefined();
  });
});

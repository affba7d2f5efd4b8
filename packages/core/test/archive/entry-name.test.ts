import { extraField, unicodePath } from '../../../../test/support/extra-fields.js';
import { decodeEntryName, decodeText } from '../../src/archive/entry.js';
import { decodeFileName } from '../../src/archive/file-name.js';

const UTF8 = 0x0800;
const NONE = Buffer.alloc(0);
/** größe, in code page 437. */
const CODE_PAGE = Buffer.from([0x67, 0x72, 0x94, 0xe1, 0x65]);

function decode(name: string | Buffer, flags: number, fields: Buffer = NONE): string {
  return decodeEntryName({ flags, pathBuffer: name === '' ? '' : Buffer.from(name) }, fields);
}

describe('decodeEntryName', () => {
  const TIME = extraField(0x5455, Buffer.alloc(5));
  const PADDING = Buffer.alloc(3);

  test.each<[string, string | Buffer, number, Buffer, string]>([
    ['no name', '', 0, NONE, ''],
    ['ASCII', 'exec', 0, NONE, 'exec'],
    ['UTF-8, declared', 'größe 日本語 😀', UTF8, NONE, 'größe 日本語 😀'],
    ['UTF-8, not declared', 'größe 日本語 😀', 0, NONE, 'größe 日本語 😀'],
    ['UTF-8 with a byte order mark, which is part of the name', '\ufeffa', 0, NONE, '\ufeffa'],
    ['code page 437', CODE_PAGE, 0, NONE, 'größe'],
    ['overlong UTF-8, which is none', Buffer.from([0xc0, 0xae, 0xc0, 0xae, 0xc0, 0xaf]), 0, NONE, '└«└«└»'],
    ['half a surrogate pair', Buffer.from([0xed, 0xa0, 0x80]), 0, NONE, 'φáÇ'],
    ['a Unicode path', CODE_PAGE, 0, unicodePath(CODE_PAGE, '寸法'), '寸法'],
    ['a Unicode path behind another field', CODE_PAGE, 0, Buffer.concat([TIME, unicodePath(CODE_PAGE, 'ä')]), 'ä'],
    ['a Unicode path in front of padding', CODE_PAGE, 0, Buffer.concat([unicodePath(CODE_PAGE, 'ä'), PADDING]), 'ä'],
    ['a Unicode path of an ASCII name', 'gr__e', 0, unicodePath('gr__e', 'größe'), 'größe'],
    ['a Unicode path beside a name declared as UTF-8', 'a', UTF8, unicodePath('a', 'b'), 'a'],
    ['a Unicode path of the name before a renaming', CODE_PAGE, 0, unicodePath('a', 'b'), 'größe'],
    ['a Unicode path of another version', CODE_PAGE, 0, unicodePath(CODE_PAGE, 'b', 2), 'größe'],
    ['a Unicode path that is not UTF-8', CODE_PAGE, 0, unicodePath(CODE_PAGE, CODE_PAGE), 'größe'],
    ['a Unicode path that is cut off', CODE_PAGE, 0, unicodePath(CODE_PAGE, 'abc').subarray(0, -1), 'größe'],
    ['a Unicode path without its checksum', CODE_PAGE, 0, extraField(0x7075, Buffer.from([1, 0, 0])), 'größe'],
    ['padding that is no field', CODE_PAGE, 0, PADDING, 'größe'],
  ])('%s', (_, name, flags, fields, expected) => {
    expect(decode(name, flags, fields)).toBe(expected);
  });

  test.each([
    [CODE_PAGE],
    [Buffer.from([0x61, 0xff])],
    [Buffer.from([0xc0, 0xae, 0xc0, 0xae, 0x2f])],
    [Buffer.from([0xed, 0xa0, 0x80])],
  ])('%p, declared as UTF-8, is refused', (name) => {
    expect(() => decode(name, UTF8)).toThrow(
      expect.objectContaining({
        code: 'ERR_RUNNER_ARCHIVE_REFUSED',
        message: expect.stringContaining('has a name that is not UTF-8; zip it with UTF-8 names'),
      }),
    );
  });
});

describe('decodeFileName', () => {
  test('each byte of code page 437 has a character of its own, and those of ASCII are the same', () => {
    const characters = Array.from({ length: 256 }, (_, byte) => decodeFileName(Buffer.from([byte, 0xff])).charAt(0));
    expect(new Set(characters).size).toBe(256);
    expect(characters.slice(0, 128).join('')).toBe(String.fromCharCode(...Array(128).keys()));
    expect(characters[0xff]).toBe('\u00a0');
  });
});

describe('decodeText', () => {
  test('the target of a link has the encoding of the names beside it', () => {
    expect(decodeText({ flags: 0 }, CODE_PAGE)).toBe('größe');
    expect(decodeText({ flags: UTF8 }, CODE_PAGE)).toBeUndefined();
    expect(decodeText({ flags: UTF8 }, Buffer.from('größe'))).toBe('größe');
  });
});

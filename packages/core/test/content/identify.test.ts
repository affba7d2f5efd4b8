import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { buildZip } from '../../../../test/support/zip-builder.js';
import { type ContentKind, identify } from '../../src/content/identify.js';
import { bzip2Sample, gzipOf, tarOf } from '../support/odd-files.js';

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
const utf16be = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();
const SCRIPT = '#!/bin/sh\necho "größe"\n';
const C = '/* Größe */\nint main(void) { return 0; }\n';
const ELF = readFileSync(process.execPath).subarray(0, 100_000);
const ZIP = buildZip([{ name: 'exec', data: SCRIPT }]);
const TAR = tarOf([{ name: 'exec', data: SCRIPT }]);
const asText = (bytes: Buffer): Buffer => Buffer.from(bytes.toString('utf8'));

function windowsExecutable(): Buffer {
  const bytes = Buffer.alloc(256);
  bytes.write('MZ');
  bytes.writeUInt32LE(128, 60);
  bytes.write('PE\0\0', 128);
  return bytes;
}

const ROWS: readonly (readonly [what: string, bytes: Buffer, kind: ContentKind, name: RegExp])[] = [
  ['nothing', Buffer.alloc(0), 'empty', /empty/],
  ['a script', Buffer.from(SCRIPT), 'script', /a script/],
  ['a script in ISO-8859-1', latin1(SCRIPT), 'script', /a script/],
  ['a script with a payload', Buffer.concat([Buffer.from(SCRIPT), Buffer.alloc(10)]), 'script', /a script/],
  [
    'a zipapp of Python with a first line',
    Buffer.concat([Buffer.from('#!/usr/bin/python3\n'), ZIP]),
    'script',
    /a script/,
  ],
  ['a #! line with a NUL character', Buffer.from('#!/bin/sh\0\n'), 'data', /neither/],
  ['text', Buffer.from(C), 'text', /text/],
  ['text behind a mark', Buffer.from(`\ufeff${SCRIPT}`), 'marked', /byte order mark/],
  ['text in ISO-8859-1', latin1(C), 'encoded', /not UTF-8/],
  ['text in ISO-8859-1 from MS-DOS', latin1(`${C}\x1a`), 'encoded', /not UTF-8/],
  ['text in UTF-16', Buffer.from(`\ufeff${C}`, 'utf16le'), 'wide', /UTF-16/],
  ['text in UTF-16, big endian', utf16be(`\ufeff${C}`), 'wide', /UTF-16/],
  ['text in UTF-16 without a mark', Buffer.from(C, 'utf16le'), 'wide', /UTF-16/],
  ['text in UTF-16, big endian, without a mark', utf16be(C), 'wide', /UTF-16/],
  ['text in UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]), 'wide', /UTF-32/],
  ['an ELF file', ELF, 'elf', /ELF/],
  ['a zip', ZIP, 'zip', /zip/],
  ['an empty zip', buildZip([]), 'zip', /zip/],
  ['a zip that was not split', Buffer.concat([latin1('PK\x07\x08'), ZIP]), 'zip', /split/],
  ['a tar', TAR, 'tar', /tar/],
  ['a tar whose first file is named like a #! line', tarOf([{ name: '#!', data: '\n' }]), 'tar', /tar/],
  ['a gzip file', gzipOf(TAR), 'gzip', /gzip/],
  ['an xz file', latin1('\xfd7zXZ\0\0\x04'), 'archive', /an xz/],
  ['a bzip2 file', bzip2Sample(), 'archive', /bzip2/],
  ['a Zstandard file', latin1('(\xb5/\xfd\x04'), 'archive', /Zstandard/],
  ['a 7-Zip archive', latin1('7z\xbc\xaf\x27\x1c\0\x04'), 'archive', /7-Zip/],
  ['a RAR archive', latin1('Rar!\x1a\x07\x01\0'), 'archive', /RAR/],
  ['an ar archive', latin1('!<arch>\ndebian-binary'), 'archive', /ar archive/],
  ['a Mach-O executable', latin1('\xcf\xfa\xed\xfe\x07\0\0\x01'), 'program', /Mach-O/],
  ['a universal Mach-O executable', latin1('\xca\xfe\xba\xbe\0\0\0\x02'), 'program', /universal Mach-O/],
  ['a Java class', latin1('\xca\xfe\xba\xbe\0\0\0\x3d'), 'program', /Java/],
  ['an executable of Windows', windowsExecutable(), 'program', /Windows/],
  ['a WebAssembly module', latin1('\0asm\x01\0\0\0'), 'program', /WebAssembly/],
  ['Python bytecode', latin1('\xa7\x0d\x0d\x0a\0\0\0\0\x11\x22'), 'program', /bytecode/],
  ['an ELF file that went through text', asText(ELF), 'mangled', /ELF/],
  [
    'a zip that went through text',
    asText(buildZip([{ name: 'a', data: Buffer.alloc(9, 0xff), method: 0 }])),
    'mangled',
    /zip/,
  ],
  ['a gzip file that went through text', asText(gzipOf(TAR)), 'mangled', /gzip/],
  ['a gzip file that went through ISO-8859-1', Buffer.from(gzipOf(TAR).toString('latin1')), 'mangled', /gzip/],
  ['an xz file that went through text', asText(latin1('\xfd7zXZ\0\0\x04')), 'mangled', /xz/],
  ['bytes that went through text', asText(latin1('\x01\0\xff\xfe')), 'mangled', /binary/],
  ['a zip as base64', Buffer.from(ZIP.toString('base64')), 'mangled', /base64/],
  [
    'an ELF file as base64, on lines',
    Buffer.from(ELF.toString('base64').replaceAll(/.{76}/g, '$&\n')),
    'mangled',
    /base64/,
  ],
  ['zeros', Buffer.alloc(1000), 'data', /zeros/],
  ['bytes', latin1('\x01\x02\x03\xff\0'), 'data', /neither/],
];

test.each(ROWS)('identify knows %s', (_, bytes, kind, name) => {
  expect(identify(bytes)).toMatchObject({ kind, name: expect.stringMatching(name) });
});

test.each(['part.zip', 'part.z01', 'PART.7z', 'action.tar.gz', 'part.001'])(
  'the name %s shows a damaged archive',
  (file) => {
    expect(identify(latin1('\x01\x02\x03\xff\0'), file)).toMatchObject({ kind: 'archive' });
  },
);

test.each(['a script.zip', 'a.tar.gz'])('a name such as %s decides nothing where the content does', (file) => {
  expect(identify(Buffer.from(SCRIPT), file)).toMatchObject({ kind: 'script' });
});

test('what tar writes is a tar, in each of its formats', () => {
  for (const format of ['v7', 'ustar', 'gnu', 'pax']) {
    const bytes = execFileSync('tar', [`--format=${format}`, '-cf', '-', 'package.json']);
    expect({ format, kind: identify(bytes).kind }).toEqual({ format, kind: 'tar' });
  }
});

test('what has to be done is known for all that cannot be delivered, except for data', () => {
  const unknown = ROWS.map(([, bytes]) => identify(bytes)).filter(({ kind, remedy }) =>
    ['archive', 'program', 'mangled', 'marked', 'encoded', 'wide'].includes(kind) ? remedy === undefined : false,
  );
  expect(unknown).toEqual([]);
});

import { unicodePath } from '../../../../../test/support/extra-fields.js';
import { buildZip, type ZipEntry } from '../../../../../test/support/zip-builder.js';
import { type Attack, harmless, invalid, refused, undeliverable } from './attack.js';

const DOTS = /has a "\.\." in its path; zip from inside the folder/;
const ABSOLUTE = /has an absolute path; zip with relative paths/;
const UP = '../../../../escaped';
/** größe, in code page 437. */
const CODE_PAGE = Buffer.from([0x67, 0x72, 0x94, 0xe1, 0x65]);
const OVERLONG_DOTS = Buffer.from('\xc0\xae\xc0\xae\xc0\xafx', 'latin1');
const at = (name: string | Buffer, host = 3): ZipEntry[] => [{ name, data: 'x', host }];

/** Names that lead elsewhere. */
export const TRAVERSAL: readonly Attack[] = [
  refused('..', at('..'), DOTS),
  refused('../escaped', at('../escaped'), /its entry "\.\.\/escaped" has a "\.\."/),
  refused('several levels up', at(UP), DOTS),
  refused('up, as a directory', at('../escaped/'), DOTS),
  refused('up after going down: a/../../escaped', at('a/../../escaped'), DOTS),
  refused('up, but not out: a/../b', at('a/../b'), DOTS),
  refused('up at the end: a/..', at('a/..'), DOTS),
  refused('up after a dot: ./../escaped', at('./../escaped'), DOTS),
  refused('up after an empty part: a//../../escaped', at('a//../../escaped'), DOTS),
  refused('up with the backslashes of DOS', at('a\\..\\..\\escaped', 0), DOTS),
  refused('up with mixed separators, made on NTFS', at('a\\../..\\escaped', 10), DOTS),
  harmless('backslashes of unix are characters', at('a\\..\\..\\b'), { 'a\\..\\..\\b': '644 x' }),
  harmless('more dots than two are a name', at('.../....'), { '...': '755/', '.../....': '644 x' }),
  harmless('dots with a blank are a name', at('.. /x'), { '.. ': '755/', '.. /x': '644 x' }),
  harmless('percent signs are characters', at('%2e%2e%2fx'), { '%2e%2e%2fx': '644 x' }),
  harmless('a tilde is a character', at('~/x'), { '~': '755/', '~/x': '644 x' }),

  refused('/escaped', (outside) => buildZip(at(`${outside}/escaped`)), ABSOLUTE),
  refused('//escaped', (outside) => buildZip(at(`/${outside}/escaped`)), ABSOLUTE),
  refused('an absolute directory', (outside) => buildZip(at(`${outside}/escaped/`)), ABSOLUTE),
  refused('the root itself', at('/'), ABSOLUTE),
  refused('an absolute path of DOS', at('\\escaped', 0), ABSOLUTE),
  refused('a drive: C:\\escaped', at('C:\\escaped', 0), ABSOLUTE),
  refused('a drive without a root: c:escaped', at('c:escaped', 0), ABSOLUTE),
  refused('a network share', at('\\\\host\\share\\x', 0), ABSOLUTE),
  harmless('a drive in a unix name is characters', at('C:\\x'), { 'C:\\x': '644 x' }),

  harmless('dots and empty parts', at('./a//./b'), { a: '755/', 'a/b': '644 x' }),
  harmless('the directory itself, with a mode', [{ name: './', mode: 0o000 }, ...at('a')], { a: '644 x' }),
  refused('the directory itself, with data', at('.'), /its entry "\." is a directory that contains data/),
];

/** Names that are something else to another program. */
export const NAMES: readonly Attack[] = [
  refused('an empty name', at(''), /its entry "" has an empty name/),
  refused('a NUL at the end', at('exec\0'), /its entry "exec\\u0000" has a NUL character in its name/),
  refused('a NUL in front of another ending', at('a\0.txt'), /NUL/),
  refused('a NUL alone', at('\0'), /NUL/),
  harmless('control characters', at('a\n\u001b[31m\u007f\u009bb'), { 'a\n\u001b[31m\u007f\u009bb': '644 x' }),
  refused(
    'control characters never reach the message as they are',
    [{ name: '\u001b[31m\n\u009b\u202e', flags: 0x0801 }],
    /its entry "\\u001b\[31m\\n\\u009b\\u202e" is encrypted/,
  ),
  harmless('blanks and dots at the end', at('a. '), { 'a. ': '644 x' }),
  harmless('names that Windows reserves', at('CON'), { CON: '644 x' }),
  harmless('a name that looks like an option', at('-rf'), { '-rf': '644 x' }),
  harmless('a name that looks like a folder of ours', at('.actionrunner-x/y'), {
    '.actionrunner-x': '755/',
    '.actionrunner-x/y': '644 x',
  }),
  harmless('__proto__ and constructor', [...at('__proto__/constructor'), ...at('constructor/__proto__')], {
    ['__proto__']: '755/',
    '__proto__/constructor': '644 x',
    constructor: '755/',
    'constructor/__proto__': '644 x',
  }),

  harmless('Exec is not exec', [...at('Exec'), ...at('EXEC')], { Exec: '644 x', EXEC: '644 x' }),
  harmless('a directory and a file that differ in case', [...at('Lib/a'), ...at('lib')], {
    Lib: '755/',
    'Lib/a': '644 x',
    lib: '644 x',
  }),
  harmless('a link and a directory that differ in case', [{ name: 'L', link: 'l' }, ...at('l/x')], {
    L: '-> l',
    l: '755/',
    'l/x': '644 x',
  }),
  harmless('é composed and decomposed', [...at('\u00e9'), ...at('e\u0301')], { '\u00e9': '644 x', 'e\u0301': '644 x' }),
  harmless('a ligature is not its letters', [...at('\ufb01'), ...at('fi')], { '\ufb01': '644 x', fi: '644 x' }),
  harmless('dots of full width', at('\uff0e\uff0e/x'), { '\uff0e\uff0e': '755/', '\uff0e\uff0e/x': '644 x' }),
  harmless('a byte order mark', [...at('\ufeffa'), ...at('a')], { '\ufeffa': '644 x', a: '644 x' }),

  refused(
    'the UTF-8 flag on bytes that are not',
    at(Buffer.from([0x61, 0xff])),
    /its entry "aÿ" has a name that is not UTF-8/,
  ),
  harmless('no flag, and a code page of DOS', [{ name: CODE_PAGE, flags: 0, host: 0, data: 'x' }], { größe: '644 x' }),
  refused('the flag, and a code page of DOS', at(CODE_PAGE, 0), /not UTF-8/),
  refused(
    'the same name in a code page of DOS and in UTF-8',
    [{ name: CODE_PAGE, flags: 0 }, ...at('größe')],
    /its entry "größe" occurs twice/,
  ),
  harmless('dots in overlong UTF-8 without the flag', [{ name: OVERLONG_DOTS, flags: 0 }], { '└«└«└»x': '644 ' }),
  refused('dots in overlong UTF-8', at(OVERLONG_DOTS), /not UTF-8/),
  refused('half a surrogate pair', at(Buffer.from([0xed, 0xa0, 0x80])), /not UTF-8/),
  harmless('UTF-8 without the flag', [{ name: 'größe', flags: 0, data: 'x' }], { größe: '644 x' }),
  harmless(
    'a Unicode path field with another name, where the name is declared as UTF-8',
    [{ name: 'a', data: 'x', extra: unicodePath('a', UP), localExtra: unicodePath('a', UP) }],
    { a: '644 x' },
  ),
  harmless(
    'a Unicode path field in the local header only',
    [{ name: 'a', data: 'x', flags: 0, localExtra: unicodePath('a', UP) }],
    { a: '644 x' },
  ),
  harmless('a Unicode path field for another name', [{ name: 'a', data: 'x', flags: 0, extra: unicodePath('b', UP) }], {
    a: '644 x',
  }),
  harmless('a Unicode path field', [{ name: 'a', data: 'x', flags: 0, extra: unicodePath('a', 'd/寸法') }], {
    d: '755/',
    'd/寸法': '644 x',
  }),
  refused('a Unicode path field that leads out', unicodeName(UP), DOTS),
  refused('a Unicode path field that leads out, made on DOS', unicodeName('b\\..\\..\\c', 0), DOTS),
  refused('a Unicode path field with an absolute path', unicodeName('/b'), ABSOLUTE),
  refused('a Unicode path field with a NUL', unicodeName('b\0c'), /its entry "b\\u0000c" has a NUL/),
  refused('an empty Unicode path field', unicodeName(''), /has an empty name/),
  refused('a Unicode path field with the name of another entry', unicodeName('good'), /"good" occurs twice/),
  refused(
    'a Unicode path field that goes through a link',
    [{ name: 'l', link: '.' }, ...unicodeName('l/b')],
    /its entry "l\/b" would be below "l", which is a link/,
  ),
  invalid(
    'another name in the local header',
    [{ name: 'a', localName: '../escaped' }],
    /its entry "a" is damaged, its header has a different name/,
  ),
  invalid('a longer name in the local header', [{ name: 'a', localName: 'a/b' }], /a different name/),

  harmless('a part of 255 bytes', at('n'.repeat(255)), { ['n'.repeat(255)]: '644 x' }),
  refused(
    'a part of 256 bytes',
    at(`a/${'n'.repeat(256)}`),
    /its entry "a\/nnn.*…" has a path component longer than 255 bytes/,
  ),
  refused('a part of 128 letters and 256 bytes', at('é'.repeat(128)), /longer than 255 bytes/),
  refused('a path of 4,098 bytes', at('a/'.repeat(2049)), /is longer than 4096 bytes/),
  refused('a name of 65,535 bytes', at('n'.repeat(65_535)), /^.{0,350}is longer than 4096 bytes/),
  undeliverable(
    'a path that is too long below the action directory',
    at([...Array.from({ length: 16 }, () => 'd'.repeat(250)), 'f'].join('/')),
    /ENAMETOOLONG at ".*ddd/,
  ),
];

/** Several entries for one place. */
export const DUPLICATES: readonly Attack[] = [
  refused('a file twice', [...at('a'), ...at('a')], /its entry "a" occurs twice; the other is a file/),
  refused('a and ./a', [...at('a'), ...at('./a')], /its entry "\.\/a" occurs twice/),
  refused('a/b and a//b', [...at('a/b'), ...at('a//b')], /its entry "a\/\/b" occurs twice/),
  refused('a/b and a\\b of DOS', [...at('a/b'), ...at('a\\b', 0)], /twice/),
  refused(
    'a file, then a directory',
    [...at('a'), { name: 'a/' }],
    /its entry "a\/" occurs twice; the other is a file/,
  ),
  refused('a directory, then a file', [{ name: 'a/' }, ...at('a')], /twice; the other is a directory/),
  refused('a file where a directory is implied', [...at('a/b'), ...at('a')], /twice; the other is a directory/),
  refused('a file below a file', [...at('a'), ...at('a/b')], /its entry "a\/b" would be below "a", which is a file/),
  refused('a directory below a file', [...at('a'), { name: 'a/b/c/' }], /would be below "a", which is a file/),
  harmless(
    'a directory twice: the last mode counts',
    [{ name: 'd/', mode: 0o700 }, ...at('d/f'), { name: './d/', mode: 0o750 }],
    {
      d: '750/',
      'd/f': '644 x',
    },
  ),
];

/** A file whose name another one replaces. */
function unicodeName(name: string, host = 3): ZipEntry[] {
  return [{ name: 'a', data: 'x', flags: 0, host, extra: unicodePath('a', name) }];
}

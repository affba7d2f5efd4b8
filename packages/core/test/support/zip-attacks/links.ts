import { buildZip, type ZipEntry } from '../../../../../test/support/zip-builder.js';
import { type Attack, harmless, invalid, refused } from './attack.js';

const OUT = /leads out of the archive/;
const ABSOLUTE_TARGET = /is a link to the absolute path/;
const CIRCLE = /is part of a loop or of a chain of more than 40 links/;
/** größe, in code page 437. */
const CODE_PAGE = Buffer.from([0x67, 0x72, 0x94, 0xe1, 0x65]);
const link = (name: string, target: string | Buffer): ZipEntry => ({ name, link: target });
const file = (name: string): ZipEntry => ({ name, data: 'x' });

/** l1 → l2 → … → l`length` → file. */
function chain(length: number): ZipEntry[] {
  return Array.from({ length }, (_, at) => link(`l${at + 1}`, at + 1 < length ? `l${at + 2}` : 'good'));
}

/** Links that lead out, and files that try to go through one. */
export const LINKS: readonly Attack[] = [
  refused('up', [link('l', '../secret')], /its entry "l" is a link to "\.\.\/secret", which leads out of the archive/),
  refused('up to where the action directory is', [link('l', '..')], OUT),
  refused('up from below', [link('x/l', '../../secret')], OUT),
  refused('up after going down', [file('x/f'), link('l', 'x/../../secret')], OUT),
  refused('up through a directory that is not there', [link('l', 'missing/../../secret')], OUT),
  refused('out and back in', [link('l', '../action/good')], OUT),
  refused(
    'an absolute target',
    (outside) => buildZip([link('l', `${outside}/secret`)]),
    /its entry "l" is a link to the absolute path ".*\/secret"; make it relative/,
  ),
  refused('the root', [link('l', '/')], /absolute path "\/"/),
  refused(
    'a chain that leads out at its end',
    [link('x/l', '..'), link('m', 'x/l/../secret')],
    /its entry "m" is a link/,
  ),
  refused('a chain in the other order', [link('m', 'x/l/../secret'), link('x/l', '..')], /its entry "m" is a link/),
  refused('out through the link of a directory', [file('d/e/f'), link('a', 'd/e'), link('b', 'a/../../..')], OUT),
  refused('three links that leave together', [link('a/b/l', '..'), link('a/m', 'b/l/..'), link('n', 'a/m/..')], /"n"/),
  refused('a link to itself', [link('l', 'l')], CIRCLE),
  refused('a circle', [link('a', 'b'), link('b', 'c/d'), link('c', 'a')], CIRCLE),
  harmless('40 links in a row', chain(40), Object.fromEntries(chain(40).map((l) => [`${l.name}`, `-> ${l.link}`]))),
  refused('41 links in a row', chain(41), CIRCLE),
  refused('2 ** 30 steps through 30 links', [...doubling(30), link('l30', '.')], CIRCLE),
  harmless('a link that dangles', [link('l', 'missing/x')], { l: '-> missing/x' }),
  harmless('a link to its own directory', [link('l', '.')], { l: '-> .' }),

  refused('a target with a NUL', [link('l', 'good\0/../../secret')], /its entry "l" is a link without a usable target/),
  refused('an empty target', [link('l', '')], /without a usable target/),
  refused(
    'a target that is not UTF-8',
    [link('l', Buffer.from([0x61, 0xff]))],
    /its entry "l" is a link to a path that is not UTF-8/,
  ),
  harmless(
    'a target in the code page of the name that it leads to',
    [
      { name: CODE_PAGE, data: 'x', flags: 0 },
      { ...link('l', CODE_PAGE), flags: 0 },
    ],
    { größe: '644 x', l: '-> größe' },
  ),
  refused(
    'up through a link in a code page',
    [
      { name: CODE_PAGE, link: '.', flags: 0 },
      { name: 'l', link: Buffer.concat([CODE_PAGE, Buffer.from('/../secret')]), flags: 0 },
    ],
    OUT,
  ),
  harmless(
    'the interpreter of a virtualenv is left out',
    [
      link('virtualenv/bin/python', 'python3'),
      link('virtualenv/bin/python3', '/usr/bin/python3'),
      link('virtualenv/bin/python3.13t', '/opt/python'),
    ],
    { virtualenv: '755/', 'virtualenv/bin': '755/', 'virtualenv/bin/python': '-> python3' },
  ),
  harmless(
    'the interpreter of a virtualenv in another folder, by its configuration',
    [link('a/.venv/bin/pypy3.10', '/opt/pypy'), { name: 'a/.venv/pyvenv.cfg' }],
    { a: '755/', 'a/.venv': '755/', 'a/.venv/bin': '755/', 'a/.venv/pyvenv.cfg': '644 ' },
  ),
  refused('a python in a folder that is no virtualenv', [link('bin/python3', '/usr/bin/python3')], ABSOLUTE_TARGET),
  refused('a python elsewhere in a virtualenv', [link('virtualenv/python3', '/usr/bin/python3')], ABSOLUTE_TARGET),
  refused('another link in a virtualenv', [link('virtualenv/bin/python-config', '/usr/bin/x')], ABSOLUTE_TARGET),
  refused(
    'a file below the interpreter',
    [link('virtualenv/bin/python', '/usr'), file('virtualenv/bin/python/x')],
    /below/,
  ),
  refused(
    'an interpreter that leads out without being absolute',
    [link('virtualenv/bin/python', '../../../secret')],
    OUT,
  ),
  refused(
    'up through an interpreter that is left out',
    [link('virtualenv/bin/python', '/usr'), link('l', 'virtualenv/bin/python/../../../../secret')],
    OUT,
  ),
  harmless('a target of 4,095 bytes', [link('l', 'x'.repeat(4095))], { l: `-> ${'x'.repeat(4095)}` }),
  refused(
    'a target of 4,096 bytes',
    [link('l', 'x'.repeat(4096))],
    /its entry "l" is a link to a path longer than 4095 bytes/,
  ),
  invalid(
    'a target of 30 MB that announces 10 bytes',
    () => buildZip([{ ...link('l', Buffer.alloc(30_000_000, 'x')), size: 10 }]),
    /"l" is damaged, it has more than the 10 bytes/,
  ),
  invalid('a target with a wrong checksum', [{ ...link('l', 'good'), crc: 1 }], /"l" is damaged, its checksum/),
  refused(
    'a link with the name of a directory',
    [link('l/', '..')],
    /its entry "l\/" is a link with the name of a directory/,
  ),
  harmless(
    'a link in the mode of a DOS entry is none',
    [{ name: 'l', data: '../secret', host: 0, attributes: 0o120777 * 0x10000 }],
    {
      l: '644 ../secret',
    },
  ),

  refused(
    'a file through a link',
    [link('l', '..'), file('l/escaped')],
    /its entry "l\/escaped" would be below "l", which is a link/,
  ),
  refused('a file through a link inside', [link('l', '.'), file('l/x')], /would be below "l", which is a link/),
  refused('a directory through a link', [link('x/l', '.'), { name: 'x/l/b/' }], /below "x\/l", which is a link/),
  refused('a link through a link', [link('l', '.'), link('l/m', 'good')], /below "l", which is a link/),
  refused(
    'a file through a link in other words',
    [link('l', '..'), file('.//l/./escaped')],
    /below "l", which is a link/,
  ),
  refused(
    'a file, then the link it would go through',
    [file('l/escaped'), link('l', '..')],
    /its entry "l" occurs twice; the other is a directory/,
  ),
  refused(
    'a file over a link',
    [link('l', '../secret'), { name: 'l', data: 'overwritten' }],
    /its entry "l" occurs twice; the other is a link/,
  ),
  refused('a link over a file', [file('l'), link('l', '../secret')], /twice; the other is a file/),
  refused('a link twice', [link('l', 'good'), link('l', 'good')], /twice; the other is a link/),
  refused('a link over a directory', [{ name: 'l/' }, link('l', '.')], /twice; the other is a directory/),
];

/** Entries that are neither file, directory nor link, and modes that grant too much. */
export const KINDS: readonly Attack[] = [
  ...(
    [
      ['a pipe', 0o010644],
      ['a character device', 0o020666],
      ['a block device', 0o060660],
      ['a socket', 0o140755],
      ['an unknown type', 0o150644],
    ] as const
  ).map(([name, mode]) => refused(name, [{ name: 'n', mode }], /its entry "n" is a device, pipe or socket/)),
  harmless(
    'set-uid, set-gid and sticky bits are dropped',
    [
      { ...file('s'), mode: 0o107777 },
      { name: 'd/', mode: 0o047770 },
    ],
    {
      s: '777 x',
      d: '770/',
    },
  ),
  harmless('a directory that locks its owner out', [{ name: 'd/', mode: 0o040000 }, file('d/f')], {
    d: '700/',
    'd/f': '644 x',
  }),
  refused('a directory with data', [file('d/')], /its entry "d\/" is a directory that contains data/),
  refused(
    'a directory by its mode, with data',
    [{ ...file('d'), mode: 0o040755 }],
    /is a directory that contains data/,
  ),
  harmless('a file whose name says directory', [{ name: 'd/', mode: 0o100644 }], { d: '744/' }),
  harmless('a directory of DOS without a slash is a file', [{ name: 'd', host: 0, attributes: 0x10 }], { d: '644 ' }),
  harmless(
    'a hard link in the field of PKWARE is a file of its own',
    [{ ...file('h'), extra: field(0x000d, Buffer.concat([Buffer.alloc(12), Buffer.from('../secret')])) }],
    {
      h: '644 x',
    },
  ),
  harmless(
    'a link and a mode in the field of ASi are ignored',
    [{ ...file('h'), extra: field(0x756e, asi(0o120777, '../secret')) }],
    {
      h: '644 x',
    },
  ),
  harmless(
    'owner and group in the field of Info-ZIP are ignored',
    [{ ...file('o'), extra: field(0x7875, Buffer.from('010401000000040100000', 'hex')) }],
    {
      o: '644 x',
    },
  ),
  harmless(
    'an extra field that is longer than it can be',
    [{ ...file('e'), extra: Buffer.from([0x0d, 0x00, 0xff, 0xff, 0x00]) }],
    {
      e: '644 x',
    },
  ),
];

function doubling(length: number): ZipEntry[] {
  return Array.from({ length }, (_, at) => link(`l${at}`, `l${at + 1}/l${at + 1}`));
}

function field(id: number, data: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16LE(id, 0);
  head.writeUInt16LE(data.length, 2);
  return Buffer.concat([head, data]);
}

/** Mode, size of the target, owner, group, target. */
function asi(mode: number, target: string): Buffer {
  const data = Buffer.alloc(14);
  data.writeUInt16LE(mode, 4);
  data.writeUInt32LE(target.length, 6);
  return Buffer.concat([data, Buffer.from(target)]);
}

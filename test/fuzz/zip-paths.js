// @ts-check
/** Archives whose names and links lead elsewhere, or to the same place. */
import { SENTINEL } from '../support/sentinel.js';
import { NAMES } from './words.js';
import { archive, EITHER, EXEC, OK, REFUSED, shuffled } from './zip-parts.js';

/** @typedef {import('../support/random.js').Random} Random */
/** @typedef {import('../support/zip-builder.js').ZipEntry} ZipEntry */
/** @typedef {import('./zip-parts.js').Archive} Archive */

/** @param {string} outside */
export function outwards(outside) {
  const ups = [
    '../evil',
    '../../evil',
    '..',
    '../',
    'a/../../evil',
    'a/../evil',
    './../evil',
    'a//..//..//evil',
    '/evil',
    '//evil',
    '/',
    `${outside}/evil`,
    `..${outside}/evil`,
  ];
  return [
    ...ups,
    `${'../'.repeat(30)}${outside.slice(1)}/evil`,
    `${outside}/place/evil/`,
    'evil\0',
    '\0/../evil',
    `../${SENTINEL}`,
    '../action/evil',
    '../\ud800',
  ];
}

/** @param {Random} random @param {string} outside @returns {ZipEntry} */
export function oddName(random, outside) {
  const more = [
    '..\\evil',
    '\\evil',
    'C:\\evil',
    'C:evil',
    'con',
    '...',
    '.',
    './',
    'a/./b',
    'a//b',
    'exec/',
    'exec/a',
    '~/evil',
    '$HOME/evil',
    '`id`',
    '-rf',
    'a\nb',
    `${SENTINEL}\n`,
  ];
  const name = random.chance(0.5) ? random.pick(more) : random.pick(NAMES).replaceAll('\0', '0');
  const bytes = random.chance(0.2) ? Buffer.from(`\xff\xfe/..${outside}`, 'latin1') : name;
  return { name: bytes, data: 'x', host: random.pick([3, 3, 0, 10, 19, 255]), flags: random.pick([0x0800, 0]) };
}

/** @param {Random} random @param {string} outside @returns {Archive} */
export function links(random, outside) {
  const target = random.pick([
    '..',
    '../',
    '../..',
    '../evil',
    '../folder/canary',
    outside,
    `${outside}/canary`,
    '/',
    '/etc/passwd',
    'a/../..',
    `${'../'.repeat(40)}tmp`,
  ]);
  return random.pick([
    () => archive('link that leads out', REFUSED, shuffled(random, [{ name: 'out', link: target }, EXEC])),
    () =>
      archive('file through a link', REFUSED, [
        { name: 'out', link: random.pick([target, 'in', '.']) },
        { name: 'out/evil', data: 'x' },
        EXEC,
      ]),
    () =>
      archive('file through a link', REFUSED, [{ name: 'out/evil', data: 'x' }, { name: 'out', link: target }, EXEC]),
    () =>
      archive(
        'links that lead out together',
        REFUSED,
        shuffled(random, [{ name: 'a/b', link: '..' }, { name: 'c', link: 'a/b/..' }, EXEC]),
      ),
    () =>
      archive(
        'links that lead out together',
        REFUSED,
        shuffled(random, [
          { name: 'd/', mode: 0o755 },
          { name: 'up', link: 'd/..' },
          { name: 'out', link: 'up/../canary' },
          EXEC,
        ]),
      ),
    () =>
      archive(
        'loop of links',
        REFUSED,
        shuffled(random, [
          { name: 'a', link: 'b' },
          { name: 'b', link: random.pick(['a', 'a/x', './a', '../action/a']) },
          EXEC,
        ]),
      ),
    () => archive('link to itself', REFUSED, [{ name: 'a', link: random.pick(['a', './a', 'a/..']) }, EXEC]),
    () => chain(random),
    () =>
      archive('link as the executable', EITHER, [
        { name: 'exec', link: random.pick(['real', '.', 'no', 'exec']) },
        { ...EXEC, name: 'real' },
      ]),
    () =>
      archive('odd link', EITHER, [
        {
          name: 'a',
          link: random.pick([
            '',
            '\0',
            'x\0y',
            '\ud800',
            'x'.repeat(4095),
            'x'.repeat(5_000),
            '/'.repeat(50),
            SENTINEL,
          ]),
        },
        EXEC,
      ]),
    () =>
      archive(
        'links inside',
        OK,
        shuffled(random, [
          { name: 'lib/a', data: 'x' },
          { name: 'b', link: 'lib/a' },
          { name: 'lib/up', link: '../exec' },
          EXEC,
        ]),
      ),
    () =>
      archive('link in other letters', EITHER, [{ name: 'Out', link: 'exec' }, { name: 'out/evil', data: 'x' }, EXEC]),
  ])();
}

/** @param {Random} random @returns {Archive} */
export function chain(random) {
  const length = random.pick([2, 30, 39, 40, 41, 42, 100, 3_000]);
  const entries = Array.from({ length }, (_, index) => ({
    name: `l${index}`,
    link: index + 1 < length ? `l${index + 1}` : 'exec',
  }));
  return archive('chain of links', length < 39 ? OK : length > 42 ? REFUSED : EITHER, [
    ...shuffled(random, entries),
    EXEC,
  ]);
}

/** @param {Random} random @returns {Archive} */
export function twice(random) {
  return random.pick([
    () => archive('file twice', REFUSED, [{ name: 'a', data: '1' }, { name: 'a', data: '2' }, EXEC]),
    () =>
      archive('file twice', REFUSED, [
        { name: 'a/b', data: '1' },
        { name: random.pick(['a//b', './a/b', 'a/./b']), data: '2' },
        EXEC,
      ]),
    () => archive('executable twice', REFUSED, [EXEC, { ...EXEC, data: 'x' }]),
    () =>
      archive('directory twice', OK, [{ name: 'a/' }, { name: 'a/', mode: 0o700 }, { name: 'a/b', data: 'x' }, EXEC]),
    () => archive('file and directory', REFUSED, shuffled(random, [{ name: 'a', data: 'x' }, { name: 'a/' }, EXEC])),
    () =>
      archive(
        'file and directory',
        REFUSED,
        shuffled(random, [{ name: 'a', data: 'x' }, { name: 'a/b', data: 'y' }, EXEC]),
      ),
    () => archive('directory as the executable', EITHER, [{ name: 'exec/' }, { name: 'exec/a', data: 'x' }]),
    () => archive('other letters', OK, [{ name: 'A', data: '1' }, { name: 'a', data: '2' }, EXEC]),
    () =>
      archive('other name in the header', REFUSED, [
        { name: 'a', localName: random.pick(['b', '../evil', '', 'aa']), data: 'x' },
        EXEC,
      ]),
    () =>
      archive('same data', EITHER, [{ name: 'a', data: 'x', offset: 0 }, { name: 'a2', data: 'x', offset: 0 }, EXEC]),
  ])();
}

/** @param {Random} random @returns {Archive} */
export function special(random) {
  const type = random.pick([0o010000, 0o020000, 0o060000, 0o140000, 0o150000, 0o170000]);
  return archive('device, pipe or socket', REFUSED, [
    { name: 'a', mode: type | 0o666, data: random.pick(['', 'x']) },
    EXEC,
  ]);
}

/** @param {Random} random @returns {Archive} */
export function deepTree(random) {
  const [length, statuses] = random.pick(
    /** @type {const} */ ([
      [10, OK],
      [1_000, OK],
      [2_040, EITHER],
      [5_000, REFUSED],
      [32_000, REFUSED],
    ]),
  );
  const part = random.pick(['a', 'b'.repeat(255), 'c'.repeat(256)]);
  const name = part.length > 1 ? part : 'd/'.repeat(length);
  return archive('deep or long name', part.length === 255 ? OK : part.length === 256 ? REFUSED : statuses, [
    { name, data: '' },
    EXEC,
  ]);
}

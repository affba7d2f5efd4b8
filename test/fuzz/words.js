// @ts-check
/** What programs trip over. */
import { SENTINEL } from '../support/sentinel.js';
import { Members, Raw } from './json-text.js';

/** @typedef {import('../support/random.js').Random} Random */

/** Deadlines that no fast activation may fail for: past, none at all, or far away. */
export const DEADLINES = [
  '123',
  123,
  '0',
  0,
  -1,
  '-1',
  'NaN',
  'Infinity',
  '-Infinity',
  '',
  ' ',
  'soon',
  '1e400',
  '１２３',
  '0x7fffffffffff',
  '4102444800000',
  4102444800000,
  '4102444800000.5',
  ' 4102444800000 ',
  '253402300800000000',
  2 ** 53,
  1.5,
  true,
  false,
  null,
  [],
  [4102444800000],
  {},
  { ms: 1 },
  new Raw('1e400'),
  new Raw('-1e400'),
  new Raw('-0'),
  new Raw('1E-400'),
  new Raw('99999999999999999999999999'),
  new Raw('4102444800000.000'),
];

/** Names of members and variables. */
export const NAMES = [
  '',
  ' ',
  '=',
  'A=B',
  '=A',
  'N\0L',
  '\0',
  'a b',
  'a\nb',
  'ü',
  '\ud800',
  '😀',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'then',
  'toJSON',
  'length',
  '0',
  '-1',
  'value',
  'VALUE',
  'env',
  'code',
  'activation_id',
  'ACTIVATION_ID',
  'Deadline',
  'deadline',
  'api_host',
  '__OW_DEADLINE',
  '__OW_ACTIVATION_ID',
  '__OW_',
  '__ow_x',
  'PATH',
  'HOME',
  'PWD',
  'TMPDIR',
  'IFS',
  'PS4',
  'BASH_ENV',
  'ENV',
  'SHELLOPTS',
  'LANG',
  'LC_ALL',
  'BASH_FUNC_cat%%',
  'LD_PRELOAD',
  'LD_LIBRARY_PATH',
  'NODE_OPTIONS',
  'PYTHONPATH',
  'PYTHONHOME',
  'PYTHONWARNINGS',
  'a'.repeat(300),
  SENTINEL,
];

/** Numbers as they may be written, valid and not. */
const NUMBERS = [
  '0',
  '-0',
  '1e400',
  '-1e400',
  '1E+2',
  '9007199254740993',
  '123456789012345678901234567890',
  '0.1e-7',
  `1${'0'.repeat(400)}`,
  `0.${'3'.repeat(400)}`,
];

/** Not JSON. */
export const BROKEN = [
  'NaN',
  '-Infinity',
  'undefined',
  '01',
  '+1',
  '.5',
  '5.',
  '0x10',
  '1e',
  '-',
  "'x'",
  '"\\x41"',
  '"\\u12"',
  '"\t"',
  '"\n"',
  '"\0"',
  '"',
  '"\\',
  '{',
  '[',
  '[1,]',
  '{"a":1,}',
  '{"a"}',
  '{a:1}',
  '{"a":}',
  '{,}',
  '[,]',
  'tru',
  'nul',
  'TRUE',
  '/**/1',
  '"\xff"',
  '"\xc0\xaf"',
  '"\xed\xa0\x80"',
  '"\xf4\x90\x80\x80"',
  '"\x80"',
  '\xef\xbb\xbf1',
  '\0',
];

/**
 * A value of a wrong type, size or shape.
 * @param {Random} random
 * @returns {unknown}
 */
export function oddValue(random) {
  /** @type {[number, () => unknown][]} */
  const choices = [
    [
      20,
      () =>
        random.pick(
          /** @type {unknown[]} */ ([
            null,
            true,
            false,
            0,
            -1,
            1.5,
            '',
            'x',
            [],
            {},
            [null],
            [[]],
            { '': '' },
            ['a', 1, {}],
          ]),
        ),
    ],
    [6, () => new Raw(random.pick(NUMBERS))],
    [4, () => new Raw(random.pick(BROKEN))],
    [
      8,
      () =>
        random.pick([
          'a\0b',
          '\ud800',
          '\udfff\ud800',
          'a\nb',
          '\r\n',
          '\u2028',
          '😀',
          '\ufeff',
          '..',
          '/dev/null',
          SENTINEL,
          `${SENTINEL}\n`,
        ]),
    ],
    [4, () => random.pick(NAMES)],
    [3, () => deep(random)],
    [3, () => new Members(some(random, 0, 6, () => [random.pick(NAMES), oddValue(random)]))],
    [3, () => some(random, 0, 6, () => oddValue(random))],
    [1, () => 'x'.repeat(random.pick([1_000, 131_000, 131_071, 131_072, 200_000]))],
    [1, () => '\n'.repeat(random.pick([1_000, 70_000]))],
    [1, () => new Members(some(random, 500, 3_000, (index) => [`k${index}`, random.below(10)]))],
  ];
  return random.weighted(choices)();
}

/**
 * @template T
 * @param {Random} random
 * @param {number} least
 * @param {number} most
 * @param {(index: number) => T} make
 */
export function some(random, least, most, make) {
  return Array.from({ length: random.between(least, most) }, (_, index) => make(index));
}

/** @param {Random} random */
function deep(random) {
  const depth = random.pick([10, 100, 1_000, 10_000, 100_000]);
  const [open, close] = random.pick([
    ['[', ']'],
    ['{"a":', '}'],
    ['[{"":', '}]'],
  ]);
  return new Raw(`${open?.repeat(depth)}1${close?.repeat(random.chance(0.9) ? depth : depth - 1)}`);
}

// @ts-check
/** Makes bodies of `/init` and `/run`: valid ones, then changed in their structure, then perhaps in their bytes. */

import { SENTINEL } from '../support/sentinel.js';
import { mutated, replaced } from './bytes.js';
import { jsonText, Members } from './json-text.js';
import { DEADLINES, NAMES, oddValue, some } from './words.js';

/** @typedef {import('../support/random.js').Random} Random */
/** @typedef {[unknown, unknown][]} Pairs */

/** Far away: changing a digit of it makes no deadline that is near. */
const FAR = '4102444800000';

/** Harmless whatever is changed in them: no loops, no paths of files to write. */
const CODES = {
  sh: [
    '#!/bin/sh\nexec cat\n',
    '#!/bin/sh\nread -r line\necho "$line"\n',
    '#!/bin/bash\nprintf %s\\\\n "$1"\n',
    '#! /usr/bin/env cat\n{"a":1}\n',
  ],
  bash: [
    'cat\n',
    'read -r line\necho "$line"\n',
    'greet() { echo "$1"; }\n',
    '#!/bin/bash\nif true; then echo {}; fi\n',
  ],
  python: [
    'def main(args):\n    return args\n',
    'import json\ndef main(args):\n  print(json.dumps(args))\n  return {"ok": True}\n',
  ],
};

/** An action that answers its parameters. @type {Readonly<Record<string, string>>} */
export const ECHO = { bash: 'cat\n', python: 'def main(args):\n    return args\n' };
export const NATIVE_ECHO = '#!/bin/sh\nexec cat\n';

/**
 * @param {Random} random
 * @param {string} runner
 * @returns {{ label: string, body: Buffer }}
 */
export function initBody(random, runner) {
  const { label: envLabel, value: env } = initEnv(random);
  const codes = runner === 'python' ? CODES.python : runner === 'bash' ? CODES.bash : CODES.sh;
  /** @type {Pairs} */
  const fields = [
    ['name', 'fuzz'],
    [
      'main',
      random.weighted([
        [8, 'main'],
        [1, 'greet'],
        [1, random.pick(NAMES)],
      ]),
    ],
    ['code', code(random, random.pick(codes))],
    ['binary', random.chance(0.05) ? random.pick([true, null, 0, 'false']) : false],
    ['env', env],
  ];
  const { label, pairs } = changed(random, fields);
  /** @type {Pairs} */
  const message = [['value', random.chance(0.04) ? oddValue(random) : new Members(pairs)]];
  return written(random, [envLabel, label], changed(random, message, 0.1).pairs);
}

/**
 * @param {Random} random
 * @returns {{ label: string, body: Buffer }}
 */
export function runBody(random) {
  const value = random.weighted([
    [3, () => ({ name: 'James', number: random.below(1000) })],
    [3, () => new Members(some(random, 0, 5, () => [random.pick(NAMES), oddValue(random)]))],
    [1, () => some(random, 0, 4, () => oddValue(random))],
    [1, () => oddValue(random)],
  ])();
  /** @type {Pairs} */
  const fields = [
    ['value', value],
    ['namespace', 'guest'],
    ['action_name', '/guest/fuzz'],
    ['action_version', '0.0.1'],
    ['activation_id', random.bytes(16).toString('hex')],
    ['transaction_id', random.bytes(8).toString('hex')],
    ['api_host', 'http://localhost'],
    ['api_key', 'a:b'],
    ['deadline', random.chance(0.4) ? random.pick(DEADLINES) : random.pick([FAR, '123'])],
  ];
  const { label, pairs } = changed(random, fields, 0.5);
  return written(random, [label], pairs);
}

/** Changes text a little, so that what is delivered does not always start. @param {Random} random @param {string} text */
function code(random, text) {
  return random.weighted([
    [6, () => text],
    [2, () => mutated(Buffer.from(text), random).toString('latin1')],
    [
      1,
      () =>
        random.pick([
          '',
          '\n',
          '#!',
          '#!\n',
          '#!/no/such/file\n',
          '\0',
          '\ufeff#!/bin/sh\n',
          '\x7fELF',
          'echo {}',
          SENTINEL,
          'if\n',
          `${SENTINEL}(\n`,
        ]),
    ],
    [1, () => `${text}${'#'.repeat(random.pick([10, 70_000, 300_000]))}\n`],
    [1, () => text.replaceAll('\n', '\r\n')],
  ])();
}

/** @param {Random} random @returns {{ label: string, value: unknown }} */
function initEnv(random) {
  return random.weighted([
    [4, { label: '', value: { __OW_DEADLINE: FAR, __OW_ACTIVATION_ID: 'x', KEY: 'value' } }],
    [2, { label: 'deadline', value: { __OW_DEADLINE: random.pick(DEADLINES) } }],
    [3, { label: 'variables', value: new Members(some(random, 0, 6, () => [random.pick(NAMES), oddValue(random)])) }],
    [1, { label: 'env', value: oddValue(random) }],
  ]);
}

/**
 * Changes members: of another type, twice, left out, in another order, or new.
 * @param {Random} random
 * @param {Pairs} pairs
 * @param {number} [share] how often anything is changed
 * @returns {{ label: string, pairs: Pairs }}
 */
function changed(random, pairs, share = 0.6) {
  if (!random.chance(share)) return { label: '', pairs };
  const result = [...pairs];
  const labels = [];
  for (let left = random.between(1, 3); left > 0; left -= 1) {
    const at = random.below(Math.max(1, result.length));
    const [name] = result[at] ?? [''];
    const [label, pieces] = random.pick(
      /** @type {[string, Pairs][]} */ ([
        ['other type', [[name, oddValue(random)]]],
        ['other type', [[name, oddValue(random)]]],
        ['twice', [[name, oddValue(random)], ...result.slice(at, at + 1)]],
        ['left out', []],
        ['new member', [...result.slice(at, at + 1), [random.pick(NAMES), oddValue(random)]]],
        ['other order', result.splice(at, result.length - at).reverse()],
      ]),
    );
    result.splice(at, 1, ...pieces);
    labels.push(label);
  }
  return { label: labels.join(', '), pairs: result };
}

/** @type {readonly (readonly [string, (text: Buffer, random: Random) => Buffer])[]} */
const BYTE_CHANGES = [
  ['mutated', mutated],
  ['mutated', mutated],
  ['cut off', (text, random) => text.subarray(0, random.below(text.length))],
  ['cut off in front', (text, random) => text.subarray(random.below(text.length))],
  [
    'trailing garbage',
    (text, random) =>
      Buffer.concat([text, Buffer.from(random.pick(['x', '}', '{}', ',', '\0', '\ufeff', '\u00a0', '\v', '//']))]),
  ],
  [
    'leading garbage',
    (text, random) =>
      Buffer.concat([Buffer.from(random.pick(['\0', '\ufeff', '\u00a0', '\f', '\u2028', ',', ")]}'\n"])), text]),
  ],
  ['NUL', (text, random) => replaced(text, random.below(text.length + 1), 0, Buffer.of(0))],
  [
    'not UTF-8',
    (text, random) =>
      replaced(
        text,
        random.below(text.length + 1),
        0,
        Buffer.from(random.pick(['\xff', '\xc0\x80', '\xed\xb0\x80', '\xe2\x82']), 'latin1'),
      ),
  ],
  ['UTF-16', (text) => Buffer.concat([Buffer.of(0xff, 0xfe), Buffer.from(text.toString(), 'utf16le')])],
  [
    'nothing',
    (_text, random) =>
      Buffer.from(random.pick(['', ' ', '\n', 'null', ' null ', '0', '""', '[]', '{}', 'true', '[{}]'])),
  ],
];

/** @param {Random} random @param {string[]} labels @param {Pairs} pairs */
function written(random, labels, pairs) {
  const text = jsonText(new Members(pairs), random);
  const [label, change] = random.chance(0.3) ? random.pick(BYTE_CHANGES) : ['', (/** @type {Buffer} */ same) => same];
  const body = change(text, random);
  return { label: [...labels, label].filter((part) => part !== '').join('; ') || 'valid', body };
}

// @ts-check
/** Makes requests as bytes: good ones in odd clothes, malformed, smuggling, half-sent, too long, many at once. */
import { mutated } from './bytes.js';
import { goneAfterSending, halfSent, pipelined, slowly } from './http-clients.js';
import { badChunks, badLength, bothLengths, chunked, chunkedRequest, encodings, long, short } from './http-framing.js';
import { clothes, expectations, headerLine, longHeaders, methods, requestLine, targets } from './http-heads.js';
import { anything, RUN, request, single } from './requests.js';

/** @typedef {import('../support/random.js').Random} Random */
/** @typedef {import('./requests.js').HttpCase} HttpCase */

/** @type {readonly (readonly [number, (random: Random) => HttpCase])[]} */
const FAMILIES = [
  [8, clothes],
  [8, chunked],
  [10, badChunks],
  [12, requestLine],
  [12, headerLine],
  [14, badLength],
  [10, bothLengths],
  [6, encodings],
  [8, short],
  [6, long],
  [10, pipelined],
  [5, longHeaders],
  [10, targets],
  [8, methods],
  [6, expectations],
  [3, slowly],
  [14, halfSent],
  [5, goneAfterSending],
  [16, (random) => anything('bytes changed', mutated(request(), random), { maxFrames: 2 })],
  [8, (random) => anything('bytes changed, chunked', mutated(chunkedRequest(random), random), { maxFrames: 2 })],
  [
    3,
    (random) =>
      anything(
        'no HTTP',
        random.pick([
          random.bytes(random.between(1, 300)),
          Buffer.from('\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 'latin1'),
          Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
        ]),
      ),
  ],
  [
    1,
    (random) =>
      single('large body', request({ body: `{"value":{"a":"${'x'.repeat(random.between(100_000, 2_000_000))}"}}` })),
  ],
  [1, (random) => ({ ...halfSent(random), label: 'many half-sent', copies: random.between(5, 40) })],
  [1, (random) => single('many at once', request(), RUN, { copies: random.between(2, 30) })],
];

/** @param {Random} random @returns {HttpCase} */
export function httpCase(random) {
  return random.weighted(FAMILIES)(random);
}

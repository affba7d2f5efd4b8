// @ts-check
/** Clients that are slow, in a hurry, or go away. */
import { chunkedRequest } from './http-framing.js';
import { RUN, RUN_BODY, refused, request } from './requests.js';
import { some } from './words.js';

/** @typedef {import('../support/random.js').Random} Random */
/** @typedef {import('./requests.js').HttpCase} HttpCase */

/** @param {Random} random @returns {HttpCase} */
export function pipelined(random) {
  const choices = /** @type {const} */ ([
    ['POST', '/run', RUN_BODY, RUN],
    ['POST', '/run', RUN_BODY, RUN],
    ['POST', '/run', '{', { statuses: [400] }],
    ['POST', '/run', '{"value":1}', { statuses: [404], run: true }],
    ['POST', '/init', '[', { statuses: [400] }],
    ['POST', '/init', '{"value":1}', { statuses: [404] }],
    ['POST', '/nothing', RUN_BODY, { statuses: [404] }],
    ['GET', '/run', '', { statuses: [405] }],
    ['GET', '/', '', { statuses: [404] }],
    ['HEAD', '/run', '', { statuses: [405] }],
  ]);
  const chosen = some(random, 2, 12, () => random.pick(choices));
  const bytes = Buffer.concat(chosen.map(([method, target, body]) => request({ method, target, body })));
  /** @type {Buffer[]} */
  const pieces = [];
  for (let at = 0; at < bytes.length; ) {
    const length = random.pick([bytes.length, random.between(1, 400)]);
    pieces.push(bytes.subarray(at, at + length));
    at += length;
  }
  return {
    label: 'pipelined',
    pieces,
    answers: chosen.map(([, , , expected]) => expected),
    methods: chosen.map(([method]) => method),
    end: 'wait',
  };
}

/** @param {Random} random @returns {HttpCase} */
export function slowly(random) {
  const bytes = random.chance(0.5) ? request() : chunkedRequest(random);
  const step = random.pick([2, 5, 40]);
  const pieces = Array.from({ length: Math.ceil(bytes.length / step) }, (_, index) =>
    bytes.subarray(index * step, (index + 1) * step),
  );
  return { label: 'byte by byte', pieces, pauseMs: random.pick([0, 1]), answers: [RUN], end: 'wait' };
}

/** @param {Random} random @returns {HttpCase} */
export function halfSent(random) {
  const bytes = random.pick([
    request(),
    chunkedRequest(random),
    request({ target: '/init', body: '{"value":{"code":"cat","binary":false}}' }),
  ]);
  const cut = bytes.subarray(0, random.below(bytes.length));
  return refused('half-sent', cut, { end: random.pick(['finish', 'close']) });
}

/** @param {Random} random @returns {HttpCase} */
export function goneAfterSending(random) {
  const count = random.between(1, 5);
  const bytes = Buffer.concat(Array.from({ length: count }, () => request()));
  return {
    label: 'gone after sending',
    pieces: [bytes],
    allowed: [200],
    maxFrames: count,
    end: random.pick(['close', 'close', 'finish']),
  };
}

// @ts-check
/** What an activation may be answered. */
import { isDeepStrictEqual } from 'node:util';

/** @typedef {import('./mix.js').Activation} Activation */

/** Whether an answer is what the activation is to be answered. @param {Activation} activation @param {number} status @param {Buffer} body */
export function fits({ kind, echo }, status, body) {
  const message = errorOf(body);
  switch (kind) {
    case 'error':
      return status === 200 && message === echo;
    case 'segfault':
      return status === 502 && /SIGSEGV/.test(message ?? '');
    case 'exit':
      return isFailure(status, body);
    case 'timeout':
    case 'stubborn':
      return status === 502 && /exceeded its time limits of \d+ milliseconds/.test(message ?? '');
    default:
      return status === 200 && isDeepStrictEqual(parsed(body), { echo });
  }
}

/** A failure, or its result where only what it waited for was killed. @param {Activation} activation @param {number} status @param {Buffer} body */
export function mayFollowKill(activation, status, body) {
  return isFailure(status, body) || fits({ ...activation, kind: 'ok' }, status, body);
}

/** @param {number} status @param {Buffer} body */
function isFailure(status, body) {
  return status === 502 && errorOf(body) !== undefined;
}

/** The error of an answer that has nothing else. @param {Buffer} body @returns {string | undefined} */
export function errorOf(body) {
  const value = parsed(body);
  return value && Object.keys(value).length === 1 && typeof value.error === 'string' ? value.error : undefined;
}

/** @param {Buffer} body */
function parsed(body) {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

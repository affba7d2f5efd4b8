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
      return isTimeout(status, message);
    case 'hurried':
      return isTimeout(status, message) || isEcho(status, body, echo);
    default:
      return isEcho(status, body, echo);
  }
}

/** @param {number} status @param {string | undefined} message */
function isTimeout(status, message) {
  return status === 502 && /exceeded its time limits of \d+ milliseconds/.test(message ?? '');
}

/** @param {number} status @param {Buffer} body @param {string} echo */
function isEcho(status, body, echo) {
  return status === 200 && isDeepStrictEqual(parsed(body), { echo });
}

/** Whether it is that of a runtime that shuts down, and has not started the activation. @param {number} status @param {Buffer} body */
export function isRefusal(status, body) {
  return (status === 502 || status === 503) && errorOf(body) === 'The runtime is shutting down.';
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

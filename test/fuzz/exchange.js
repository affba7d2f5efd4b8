// @ts-check
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { AnswerReader } from './answers.js';

/** A request that may never be complete, as far as we know, is waited for as long as this. */
const QUIET_MS = 40;

/**
 * @typedef {object} Sending
 * @property {readonly Buffer[]} pieces
 * @property {number} [pauseMs] between the pieces
 * @property {readonly string[]} [methods]
 * @property {number} [count] answers to wait for; without it the first one, if there is any
 * @property {'wait' | 'finish' | 'close'} end
 *
 * @typedef {{ answers: import('./answers.js').Answer[], problem: string | undefined }} Received
 */

/**
 * Sends bytes on a connection of its own and reads what comes, until the server has closed it.
 * @param {string} socketPath
 * @param {Sending} sending
 * @param {number} limitMs for the answers, and for closing
 * @returns {Promise<Received>}
 */
export async function exchange(socketPath, { pieces, pauseMs, methods, count, end }, limitMs) {
  const socket = connect({ path: socketPath, allowHalfOpen: true });
  const reader = new AnswerReader(methods);
  let ended = false;
  let wake = () => undefined;
  socket.on('data', (bytes) => {
    reader.take(bytes);
    wake();
  });
  // A server may refuse what it has not read to the end.
  socket.on('error', () => undefined);
  for (const event of ['end', 'close']) {
    socket.on(event, () => {
      ended = true;
      wake();
    });
  }

  /** @param {() => boolean} done @param {number} ms @returns {Promise<boolean>} */
  const until = (done, ms) =>
    new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), ms);
      wake = () => {
        if (!done()) return undefined;
        clearTimeout(timer);
        resolve(true);
        return undefined;
      };
      wake();
    });

  try {
    await new Promise((resolve) => ['connect', 'close'].map((event) => socket.once(event, resolve)));
    if (ended) return { answers: [], problem: 'the server takes no connection' };
    for (const piece of pieces) {
      if (ended) break;
      await new Promise((resolve) => socket.write(piece, () => resolve(undefined)));
      if (pauseMs !== undefined && pieces.length > 1) await sleep(pauseMs);
    }
    if (end === 'close') return { answers: reader.answers, problem: reader.problem };
    const enough = () => ended || reader.problem !== undefined || reader.answers.length >= (count ?? 1);
    if (end === 'wait') {
      const answered = await until(enough, count === undefined ? QUIET_MS : limitMs);
      if (!answered && count !== undefined)
        return failed(reader, `no answer within ${limitMs / 1000} s (${reader.answers.length} of ${count})`);
    }
    socket.end();
    const closed = await until(() => ended, limitMs);
    if (!closed)
      return failed(reader, `the server does not close a connection within ${limitMs / 1000} s after the client did`);
    if (reader.pending > 0 && end === 'wait' && count !== undefined)
      return failed(reader, 'an answer is cut off, or there is something behind it');
    return { answers: reader.answers, problem: reader.problem };
  } finally {
    socket.destroy();
  }
}

/** @param {AnswerReader} reader @param {string} problem @returns {Received} */
function failed(reader, problem) {
  return { answers: reader.answers, problem: reader.problem ?? problem };
}

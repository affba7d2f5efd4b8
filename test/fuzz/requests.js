// @ts-check
/** The parts that requests are made of, and what may become of them. */

/**
 * @typedef {object} Expected one answer
 * @property {readonly number[]} statuses
 * @property {boolean} [run] whether it is an activation when its status is 200, with a frame of its own
 *
 * @typedef {object} HttpCase
 * @property {string} label
 * @property {Buffer[]} pieces what is sent, one after the other
 * @property {number} [pauseMs] between the pieces
 * @property {readonly Expected[]} [answers] all that must come; without them anything valid may
 * @property {readonly number[]} [allowed] statuses that may come where `answers` is missing
 * @property {number} [maxFrames] activations that may run where `answers` is missing
 * @property {string[]} [methods] of the requests; POST by default
 * @property {'wait' | 'finish' | 'close'} end waits for the answers; ends its half of the connection; goes away
 * @property {number} [copies] connections that do the same at the same time
 */

export const RUN_BODY = '{"value":{"name":"James"}}';
/** What may be said of a request that is no good. */
const REFUSALS = [400, 404, 405, 408, 413, 414, 415, 417, 426, 431, 501, 505];
export const RUN = { statuses: [200], run: true };

/**
 * @typedef {object} Parts
 * @property {string} [method]
 * @property {string} [target]
 * @property {string} [version]
 * @property {string[]} [headers] lines, in place of Host and Content-Length
 * @property {string | Buffer} [body]
 */

/** @param {Parts} [parts] latin1 @returns {Buffer} */
export function request({ method = 'POST', target = '/run', version = 'HTTP/1.1', body = RUN_BODY, headers } = {}) {
  const bytes = Buffer.from(body);
  const lines = headers ?? ['Host: localhost', 'Content-Type: application/json', `Content-Length: ${bytes.length}`];
  const head = [`${method} ${target} ${version}`, ...lines, '', ''].join('\r\n');
  return Buffer.concat([Buffer.from(head, 'latin1'), bytes]);
}

export const HOST = 'Host: localhost';
export const LENGTH = `Content-Length: ${RUN_BODY.length}`;

/** One answer to one request. @type {(label: string, bytes: Buffer, expected?: Expected, more?: Partial<HttpCase>) => HttpCase} */
export const single = (label, bytes, expected = RUN, more = {}) => ({
  label,
  pieces: [bytes],
  answers: [expected],
  end: 'wait',
  ...more,
});

/** Nothing may run; a refusal, or a closed connection, is right. @type {(label: string, bytes: Buffer, more?: Partial<HttpCase>) => HttpCase} */
export const refused = (label, bytes, more = {}) => ({
  label,
  pieces: [bytes],
  allowed: REFUSALS,
  maxFrames: 0,
  end: 'wait',
  ...more,
});

/** Whatever is valid HTTP is right. @type {(label: string, bytes: Buffer, more?: Partial<HttpCase>) => HttpCase} */
export const anything = (label, bytes, more = {}) => ({
  label,
  pieces: [bytes],
  allowed: [200, ...REFUSALS],
  maxFrames: 1,
  end: 'wait',
  ...more,
});

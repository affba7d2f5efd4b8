// @ts-check
/** What the bodies of `/init` and `/run` may be answered, read without the code under test. */

/** What `/init` with this body may be answered. @param {Buffer} body @returns {readonly number[]} */
export function initStatuses(body) {
  const read = readMessage(body);
  if (read.malformed) return [400];
  const { value } = read;
  if (!isObject(value) || Array.isArray(value)) return [404];
  const delivered = Object.hasOwn(value, 'value') ? value.value : {};
  const refused = !isObject(delivered) || Array.isArray(delivered);
  return read.lenient ? [400, 404, 200, 502] : refused ? [404] : [200, 502];
}

/**
 * What `/run` with this body must be answered by an action that echoes its parameters.
 * @param {Buffer} body
 * @returns {{ statuses: readonly number[], result?: unknown }}
 */
export function runOutcome(body) {
  const read = readMessage(body);
  if (read.malformed) return { statuses: [400] };
  const { value } = read;
  if (!isObject(value) || Array.isArray(value)) return { statuses: [404] };
  const args = Object.hasOwn(value, 'value') ? value.value : {};
  if (!isObject(args)) return { statuses: read.lenient ? [400, 404] : [404] };
  return { statuses: read.lenient ? [200, 400] : [200], result: args };
}

/** @param {unknown} value @returns {value is Record<string, unknown>} */
function isObject(value) {
  return typeof value === 'object' && value !== null;
}

/**
 * @param {Buffer} body
 * @returns {{ malformed: boolean, lenient: boolean, value: unknown }} lenient: white space around it that JSON does not know, as a byte order mark
 */
function readMessage(body) {
  let text;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    return { malformed: true, lenient: false, value: undefined };
  }
  const trimmed = text.trim();
  const lenient = /^[^\S \t\r\n]|[^\S \t\r\n]$/.test(text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, ''));
  if (trimmed === '' || trimmed === 'null') return { malformed: false, lenient, value: {} };
  try {
    return { malformed: false, lenient, value: JSON.parse(trimmed) };
  } catch {
    return { malformed: true, lenient: false, value: undefined };
  }
}

import { type OutgoingHttpHeaders, validateHeaderName, validateHeaderValue } from 'node:http';
import { messageOf } from '@actionrunner/core';
import { invalid, shown } from './invalid.js';

/** These belong to the connection, or to the length that the answer really has. */
const OF_THE_CONNECTION: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/**
 * The `headers` of a result as headers of an answer, names in lower case. Those of the connection are left out.
 * @throws RunnerError `ERR_RUNNER_RESULT_INVALID` that names the header
 */
export function answerHeaders(headers: unknown): OutgoingHttpHeaders {
  if (typeof headers !== 'object' || headers === null || Array.isArray(headers)) {
    throw invalid(`The headers of the result are no object: ${shown(headers)}.`);
  }
  const entries = Object.entries(headers).map(([name, value]) => {
    check(name, () => validateHeaderName(name));
    const texts = (Array.isArray(value) ? value : [value]).map((item: unknown) => headerText(name, item));
    return [name.toLowerCase(), texts.length === 1 ? texts[0] : texts] as const;
  });
  return Object.fromEntries(entries.filter(([name]) => !OF_THE_CONNECTION.has(name)));
}

function headerText(name: string, value: unknown): string {
  if (!['string', 'number', 'boolean'].includes(typeof value)) {
    throw invalid(`The header ${shown(name)} of the result is neither a text nor a list of texts: ${shown(value)}.`);
  }
  const text = String(value);
  check(name, () => validateHeaderValue(name, text));
  return text;
}

function check(name: string, validate: () => void): void {
  try {
    validate();
  } catch (error) {
    throw invalid(`The header ${shown(name)} of the result cannot be sent: ${messageOf(error)}.`);
  }
}

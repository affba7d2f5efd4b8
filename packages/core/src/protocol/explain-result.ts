import { messageOf } from '../errors.js';
import { isObjectOrArray } from './json.js';
import { type ActionResult, originOf } from './messages.js';

/** How much of a line is quoted, in characters. */
const QUOTED_CHARACTERS = 120;

/** A longer line is not parsed. */
const MAX_PARSED_BYTES = 1_048_576;

/**
 * Says why the result of a runner was refused, in one line.
 * @param result what {@link encodeResult} has refused
 * @param cause what was thrown when it was parsed or serialized
 */
export function explainResult(result: ActionResult, cause: unknown): string {
  if (typeof result !== 'string' && !(result instanceof Uint8Array)) {
    const why = cause === undefined ? 'it is neither an object nor an array' : messageOf(cause);
    return `The run hook of the runner returned ${quote(String(result))}: ${why}.`;
  }
  const line = Buffer.from(result);
  const origin = originOf(result);
  const why = explainLine(line);
  if (!origin) {
    return `The result ${quoteText(line)} ${why}.`;
  }
  const { before, exitStatus } = origin;
  const last = `The last line of stdout is ${quoteText(line)} (exit status ${exitStatus})`;
  const earlier = findResult(before);
  if (earlier !== undefined) {
    return `${last}; it was written after what looks like the result, ${earlier}. Write nothing to stdout after the result.`;
  }
  return `${last}; it ${why}. Only the last line is the result.`;
}

/** Says why a line is not a result, as the end of a sentence about it. */
export function explainLine(line: Buffer): string {
  if (line.length > MAX_PARSED_BYTES) {
    return 'is not JSON, or neither an object nor an array';
  }
  const text = line.toString().trim();
  if (text === '') {
    return 'is blank';
  }
  if (/^[{[]$/.test(text) || /^[}\]]+$/.test(text)) {
    return 'looks like part of JSON over several lines; print it on one line';
  }
  try {
    return `is ${nameKind(JSON.parse(text))}, neither an object nor an array`;
  } catch (error) {
    const why = /^[{[]/.test(text) ? `is not JSON: ${messageOf(error)}` : 'is not JSON';
    return text.includes('\r') ? `${why}; the CR in it is of a script with Windows line endings (CR LF)` : why;
  }
}

/** Quotes a line in a message. */
export function quoteText(line: Buffer): string {
  return quote(line.toString('utf8', 0, (QUOTED_CHARACTERS + 1) * 4));
}

function quote(text: string): string {
  const characters = Array.from(text);
  return JSON.stringify(
    characters.length > QUOTED_CHARACTERS ? `${characters.slice(0, QUOTED_CHARACTERS).join('')}…` : text,
  );
}

function nameKind(value: unknown): string {
  return value === null ? 'null' : `a ${typeof value}`;
}

/** The last line that is an object or array, quoted. */
function findResult(output: Buffer): string | undefined {
  const line = output
    .toString()
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^(?:\{.*\}|\[.*\])$/.test(line))
    .findLast(isResult);
  return line && quote(line);
}

function isResult(line: string): boolean {
  try {
    return isObjectOrArray(JSON.parse(line));
  } catch {
    return false;
  }
}

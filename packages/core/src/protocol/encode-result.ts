import { isUtf8 } from 'node:buffer';
import { isRunnerError, messageOf, RunnerError } from '../errors.js';
import { isObject, isObjectOrArray } from './json.js';
import { type ActionResult, CheckedText, isResultText, type ResultText } from './messages.js';
import { parseOutline, REPLACEMENT, toBuffer } from './parse-body.js';

/**
 * Encodes what a runner returned: a JSON text is checked and passed on as it is, an object or array is serialized.
 * @param maxBytes limit for the JSON text
 * @throws RunnerError `ERR_RUNNER_RESULT_INVALID` (its `detail` says why), `ERR_RUNNER_RESULT_TOO_LARGE`
 */
export function encodeResult(result: ActionResult, maxBytes: number): ResultText {
  if (isResultText(result)) {
    return result;
  }
  const text = typeof result === 'string' || result instanceof Uint8Array ? checkText(result) : serialize(result);
  const { length } = text.bytes;
  if (length > maxBytes) {
    throw new RunnerError(
      'ERR_RUNNER_RESULT_TOO_LARGE',
      `The result of the action has ${length} bytes; the limit is ${maxBytes}.`,
    );
  }
  return text;
}

function checkText(result: string | Uint8Array): ResultText {
  const bytes = typeof result === 'string' ? Buffer.from(result) : toBuffer(result);
  const outline = parseOutline(bytes);
  const whole = outline?.text ?? bytes.toString();
  const text = whole.trim();
  let value: unknown;
  try {
    value = outline ? outline.value : JSON.parse(text);
  } catch (error) {
    throw new RunnerError('ERR_RUNNER_RESULT_INVALID', undefined, { cause: error });
  }
  if (!isObjectOrArray(value)) {
    throw new RunnerError('ERR_RUNNER_RESULT_INVALID');
  }
  if (!outline && text.includes(REPLACEMENT) && !isUtf8(bytes)) {
    // JSON is UTF-8: clients could not read the bytes as they are. In the text, U+FFFD has replaced them.
    return new CheckedText(Buffer.from(text), isApplicationError(value), true);
  }
  return new CheckedText(text.length === whole.length ? bytes : trim(bytes, text), isApplicationError(value));
}

/** The bytes as the action wrote them, from the first bracket to the last. */
function trim(bytes: Buffer, text: string): Buffer {
  return bytes.subarray(bytes.indexOf(text.charCodeAt(0)), bytes.lastIndexOf(text.charCodeAt(text.length - 1)) + 1);
}

function serialize(result: unknown): ResultText {
  if (!isObjectOrArray(result)) {
    throw new RunnerError('ERR_RUNNER_RESULT_INVALID');
  }
  try {
    const json = JSON.stringify(result) as string | undefined;
    if (!json?.startsWith('{') && !json?.startsWith('[')) {
      throw new TypeError('its toJSON method returns neither an object nor an array');
    }
    // The JSON text decides: toJSON may omit or add a member.
    const isError = json.includes('"error"') && isApplicationError(JSON.parse(json));
    return new CheckedText(Buffer.from(json), isError);
  } catch (error) {
    throw new RunnerError('ERR_RUNNER_RESULT_INVALID', undefined, {
      cause: error,
      detail: `The result cannot be serialized as JSON: ${messageOf(error)}`,
    });
  }
}

/** Whether a result is an application error, by the rule of the platform (openwhisk, `ActivationResponse`). */
export function isApplicationError(value: unknown): boolean {
  return isObject(value) && Object.hasOwn(value, 'error');
}

/** Whether a result was refused because it is not a JSON object or array. */
export function isInvalidResult(thrown: unknown): thrown is RunnerError {
  return isRunnerError(thrown) && thrown.code === 'ERR_RUNNER_RESULT_INVALID';
}

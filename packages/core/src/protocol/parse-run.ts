import { RunnerError } from '../errors.js';
import { contextVariables } from './environment.js';
import { isObject, isObjectOrArray, jsonMembers, onOneLine } from './json.js';
import { ActionArguments, type RunMessage } from './messages.js';
import { parseBody } from './parse-body.js';

const NUMBER_STARTS = Buffer.from('-0123456789');

/**
 * Reads the body of `POST /run`.
 * @throws RunnerError `ERR_RUNNER_BODY_MALFORMED` (no JSON), `ERR_RUNNER_RUN_ARGUMENT` (`value` is neither an object nor an array)
 */
export function parseRun(body: Uint8Array): RunMessage {
  const { bytes, value } = parseBody(body);
  // By hand: a schema would have to be loaded by the first activation.
  if (!isObject(value) || (value['value'] !== undefined && !isObjectOrArray(value['value']))) {
    throw new RunnerError('ERR_RUNNER_RUN_ARGUMENT');
  }
  const { variables, omitted } = contextVariables(value, digitsIn(bytes));
  return { json: onOneLine(bytes), args: ActionArguments.of(bytes), context: variables, omitted };
}

/** Finds the texts of the numbers in a message. They are collected in one pass, when the first one is asked for. */
function digitsIn(message: Buffer): (key: string) => string | undefined {
  let texts: Map<string, string> | undefined;
  return (key) => {
    texts ??= numberTexts(message);
    return texts.get(key);
  };
}

function numberTexts(message: Buffer): Map<string, string> {
  const texts = new Map<string, string>();
  for (const { key, start, end } of jsonMembers(message)) {
    if (NUMBER_STARTS.includes(message[start] as number)) {
      texts.set(key, message.toString('latin1', start, end));
    }
  }
  return texts;
}

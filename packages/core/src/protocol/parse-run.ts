import { RunnerError } from '../errors.js';
import { readContextVariables } from './environment.js';
import { isObject, isObjectOrArray, isOneLine, joinLines, jsonMembers } from './json.js';
import { ActionArguments, type RunMessage } from './messages.js';
import { parseBody, parseOutline, parseText } from './parse-body.js';

const NUMBER_STARTS = Buffer.from('-0123456789');

/**
 * Parses the body of `POST /run`.
 * @throws RunnerError `ERR_RUNNER_BODY_MALFORMED` (not JSON), `ERR_RUNNER_RUN_ARGUMENT` (`value` is neither an object nor an array)
 */
export function parseRun(body: Uint8Array): RunMessage {
  const { bytes, value, text } = parseBody(body, parseContext);
  // By hand: the first activation would have to load a schema.
  if (!isObject(value) || (value['value'] !== undefined && !isObjectOrArray(value['value']))) {
    throw new RunnerError('ERR_RUNNER_RUN_ARGUMENT');
  }
  const { variables, omitted } = readContextVariables(value, createDigitFinder(bytes));
  const json = text !== undefined && isOneLine(text) ? bytes : joinLines(bytes);
  return { json, args: ActionArguments.of(json), context: variables, omitted };
}

/** Parses a message; of the parameters in its `value`, which are passed on as they are, a long string may be a placeholder. */
function parseContext(bytes: Buffer): unknown {
  const outline = parseOutline(bytes);
  if (!outline || !isObject(outline.value)) {
    return parseText(bytes);
  }
  const { value: _, ...context } = outline.value;
  return JSON.stringify(context).includes(outline.placeholder) ? parseText(bytes) : outline.value;
}

/** Creates a function that returns the text of a number in a message by its key. The first call collects them in one pass. */
function createDigitFinder(message: Buffer): (key: string) => string | undefined {
  let texts: Map<string, string> | undefined;
  return (key) => {
    texts ??= collectNumbers(message);
    return texts.get(key);
  };
}

function collectNumbers(message: Buffer): Map<string, string> {
  const texts = new Map<string, string>();
  for (const { key, start, end } of jsonMembers(message)) {
    if (NUMBER_STARTS.includes(message[start] as number)) {
      texts.set(key, message.toString('latin1', start, end));
    }
  }
  return texts;
}

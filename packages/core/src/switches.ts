import { RunnerError } from './errors.js';

/** How a switch may be written, in any case. */
const WORDS: Readonly<Record<string, boolean>> = {
  1: true,
  true: true,
  yes: true,
  0: false,
  false: false,
  no: false,
};

const ACCEPTED = 'true, yes or 1, or false, no or 0';

/**
 * Reads the text of an option or environment variable that is on or off. Every such text is read here.
 * @param subject what the message begins with, such as `The variable X`
 * @throws RunnerError `ERR_RUNNER_OPTION` that shows the value
 */
export function readSwitch(subject: string, text: string): boolean {
  return readSwitchOr(subject, text, []);
}

/**
 * {@link readSwitch} for one that may also be one of other words.
 * @param words in lower case; the value may be in any case
 */
export function readSwitchOr<const T extends string>(subject: string, text: string, words: readonly T[]): boolean | T {
  const word = text.toLowerCase();
  const other = words.find((known) => known === word);
  if (other !== undefined) {
    return other;
  }
  const value = Object.hasOwn(WORDS, word) ? WORDS[word] : undefined;
  if (value === undefined) {
    throw refuseSwitch(subject, [ACCEPTED, ...words].join(', or '), text);
  }
  return value;
}

/**
 * Returns a switch that code has set. Without this check, the text `false` of an environment variable would switch it on.
 * @throws RunnerError `ERR_RUNNER_OPTION` that shows the value
 */
export function requireSwitch(option: string, value: boolean): boolean {
  if (typeof value !== 'boolean') {
    throw refuseSwitch(`The option ${option}`, 'true or false', value);
  }
  return value;
}

function refuseSwitch(subject: string, accepted: string, value: unknown): RunnerError {
  return new RunnerError('ERR_RUNNER_OPTION', `${subject} must be ${accepted}, not ${JSON.stringify(value)}.`);
}

import { type ProcessUser, RunnerError } from '@actionrunner/core';

/** Highest number of a user or group; the one above means "no change" to the system. */
const MAX_ID = 2 ** 32 - 2;

/** @throws RunnerError `ERR_RUNNER_OPTION` */
export function readInteger(option: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max) {
    throw invalid(option, `an integer from ${min} to ${max}`, text);
  }
  return value;
}

/** @throws RunnerError `ERR_RUNNER_OPTION` */
export function readText(option: string, text: string): string {
  if (text.trim() === '') {
    throw invalid(option, 'some text', text);
  }
  return text;
}

/** @throws RunnerError `ERR_RUNNER_OPTION` */
export function readBoolean(option: string, text: string): boolean {
  return ['1', 'true'].includes(readChoice(option, text.toLowerCase(), ['1', 'true', '0', 'false']));
}

/** @throws RunnerError `ERR_RUNNER_OPTION` */
export function readChoice<T extends string>(option: string, text: string, choices: readonly T[]): T {
  const choice = choices.find((known) => known === text);
  if (choice === undefined) {
    throw invalid(option, choices.join(' or '), text);
  }
  return choice;
}

/** @throws RunnerError `ERR_RUNNER_OPTION` */
export function readUser(option: string, text: string): ProcessUser {
  const [uid, gid] = /^(\d+):(\d+)$/.exec(text)?.slice(1).map(Number) ?? [];
  if (uid === undefined || gid === undefined || uid > MAX_ID || gid > MAX_ID) {
    throw invalid(option, 'two numbers, as 1000:1000', text);
  }
  return { uid, gid };
}

function invalid(option: string, expected: string, text: string): RunnerError {
  return new RunnerError('ERR_RUNNER_OPTION', `The option ${option} must be ${expected}, not ${JSON.stringify(text)}.`);
}

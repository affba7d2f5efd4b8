import { type ProcessUser, RunnerError } from '@actionrunner/core';

/** Highest ID of a user or group; the one above means "no change" to the system. */
const MAX_ID = 2 ** 32 - 2;

// Each reader gets the subject of its message, such as "The option port", and throws RunnerError `ERR_RUNNER_OPTION`.

export function readInteger(subject: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max) {
    throw refuseValue(subject, `an integer from ${min} to ${max}`, text);
  }
  return value;
}

export function readText(subject: string, text: string): string {
  if (text.trim() === '') {
    throw refuseValue(subject, 'some text', text);
  }
  return text;
}

export function readChoice<T extends string>(subject: string, text: string, choices: readonly T[]): T {
  const choice = choices.find((known) => known === text);
  if (choice === undefined) {
    throw refuseValue(subject, choices.join(' or '), text);
  }
  return choice;
}

/** Reads a list of choices, written in any case: `GET,POST`, `[GET,POST]` or `["get","post"]`. Each is in the result once. */
export function readList<T extends string>(subject: string, text: string, choices: readonly T[]): readonly T[] {
  const list = /^\s*\[(.*)\]\s*$/.exec(text)?.[1] ?? text;
  const names = list.split(',').map((name) => name.trim().replace(/^(["'])(.*)\1$/, '$2'));
  const found = names.map((name) => choices.find((choice) => choice === name.toUpperCase()));
  if (found.includes(undefined)) {
    throw refuseValue(subject, `a list of ${choices.join(', ')}`, text);
  }
  return [...new Set(found as T[])];
}

export function readUser(subject: string, text: string): ProcessUser {
  const [uid, gid] = /^(\d+):(\d+)$/.exec(text)?.slice(1).map(Number) ?? [];
  if (uid === undefined || gid === undefined || uid > MAX_ID || gid > MAX_ID) {
    throw refuseValue(subject, 'two numbers, such as 1000:1000', text);
  }
  return { uid, gid };
}

function refuseValue(subject: string, accepted: string, text: string): RunnerError {
  return new RunnerError('ERR_RUNNER_OPTION', `${subject} must be ${accepted}, not ${JSON.stringify(text)}.`);
}

import { jsonMembers } from '@actionrunner/core';

const OPEN_BRACE = 0x7b;

/** A JSON text. */
export type JsonText = Buffer | string;

/** Whether a valid JSON text without white space before it is an object. */
export function isObject(json: Buffer): boolean {
  return json[0] === OPEN_BRACE;
}

/** The values of a JSON object by key, as they were sent. Of several with the same key the last counts, as in `JSON.parse`. */
export function membersOf(json: Buffer): Map<string, Buffer> {
  const members = new Map<string, Buffer>();
  for (const { key, start, end } of jsonMembers(json)) {
    members.set(key, json.subarray(start, end));
  }
  return members;
}

/** A JSON object of these members. */
export function objectOf(members: Iterable<readonly [string, JsonText]>): Buffer {
  return withMembers(Buffer.from('{}'), members);
}

/** The same JSON object text with members at its end. */
export function withMembers(object: Buffer, members: Iterable<readonly [string, JsonText]>): Buffer {
  const parts: Buffer[] = [object.subarray(0, -1)];
  let separator = jsonMembers(object).next().done ? '' : ',';
  for (const [key, value] of members) {
    parts.push(Buffer.from(`${separator}${JSON.stringify(key)}:`), Buffer.from(value as string));
    separator = ',';
  }
  return Buffer.concat([...parts, Buffer.from('}')]);
}

import { jsonMembers } from '@actionrunner/core/internal';

/** The last of the characters that are white space in JSON. */
const SPACE = 0x20;

/** A JSON text. */
export type JsonText = Buffer | string;

/** Reads the values of a JSON object by key, as they were sent. Of several with the same key the last counts, as in `JSON.parse`. */
export function readMembers(json: Buffer): Map<string, Buffer> {
  const members = new Map<string, Buffer>();
  for (const { key, start, end } of jsonMembers(json)) {
    members.set(key, json.subarray(start, end));
  }
  return members;
}

/** Removes the white space around a JSON text. */
export function trimJson(json: Buffer): Buffer {
  const start = json.findIndex((byte) => byte > SPACE);
  const end = json.findLastIndex((byte) => byte > SPACE);
  return json.subarray(start, end + 1);
}

/** Builds a JSON object of these members. */
export function buildObject(members: Iterable<readonly [string, JsonText]>): Buffer {
  return appendMembers(Buffer.from('{}'), members);
}

/** Appends members to the text of a JSON object, which stays as it is. */
export function appendMembers(object: Buffer, members: Iterable<readonly [string, JsonText]>): Buffer {
  const parts: Buffer[] = [object.subarray(0, -1)];
  let separator = jsonMembers(object).next().done ? '' : ',';
  for (const [key, value] of members) {
    parts.push(Buffer.from(`${separator}${JSON.stringify(key)}:`), Buffer.from(value as string));
    separator = ',';
  }
  return Buffer.concat([...parts, Buffer.from('}')]);
}

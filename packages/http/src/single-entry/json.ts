import { jsonMembers } from '@actionrunner/core/internal';

const OPEN_BRACE = 0x7b;
const OPEN_BRACKET = 0x5b;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SPACE = 0x20;

/** A JSON text. */
export type JsonText = Buffer | string;

/** Whether a valid JSON text without white space before it is an object. */
export function isObjectText(json: Buffer): boolean {
  return json[0] === OPEN_BRACE;
}

/** Whether a valid JSON text without white space before it is an array. */
export function isArrayText(json: Buffer): boolean {
  return json[0] === OPEN_BRACKET;
}

/** Whether a valid JSON text without white space before it is a string. */
export function isStringText(json: Buffer): boolean {
  return json[0] === QUOTE;
}

/** Reads the values of a JSON object by key, as they were sent. Of several with the same key the last counts, as in `JSON.parse`. */
export function readMembers(json: Buffer): Map<string, Buffer> {
  const members = new Map<string, Buffer>();
  for (const { key, start, end } of jsonMembers(json)) {
    members.set(key, json.subarray(start, end));
  }
  return members;
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

/** Removes the white space between the tokens of a valid JSON text; numbers, escapes and keys stay as they are. */
export function compact(json: Buffer): Buffer {
  const copy = Buffer.allocUnsafe(json.length);
  let length = 0;
  let inString = false;
  for (let at = 0; at < json.length; at++) {
    const byte = json[at] as number;
    if (!inString && byte <= SPACE) {
      continue;
    }
    copy[length++] = byte;
    if (byte === QUOTE) {
      inString = !inString;
    } else if (byte === BACKSLASH) {
      // What follows is part of the escape, even a quote.
      copy[length++] = json[++at] as number;
    }
  }
  return copy.subarray(0, length);
}

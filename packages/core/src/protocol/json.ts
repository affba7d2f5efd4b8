// None is exported: with exported constants, `compact` needs a tenth more time (measured with Node.js 20).
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;

/** One member of a JSON object: its key, and where its value starts and ends in the bytes. */
export interface JsonMember {
  readonly key: string;
  readonly start: number;
  readonly end: number;
}

/** Whether `value` is an object or an array, and not null. */
export function isObjectOrArray(value: unknown): value is Record<string, unknown> | unknown[] {
  return typeof value === 'object' && value !== null;
}

/** Whether `value` is an object, and neither an array nor null. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return isObjectOrArray(value) && !Array.isArray(value);
}

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

/** Iterates over the members of a JSON object. The bytes must be valid JSON, which `JSON.parse` has checked, with an object at the top. */
export function* jsonMembers(json: Buffer): Generator<JsonMember> {
  let at = json.indexOf(OPEN_BRACE) + 1;
  for (;;) {
    at = skipSpace(json, at);
    if (json[at] === COMMA) {
      at = skipSpace(json, at + 1);
    }
    if (json[at] !== QUOTE) {
      return;
    }
    const keyEnd = findClosingQuote(json, at) + 1;
    const key = JSON.parse(json.toString('utf8', at, keyEnd)) as string;
    const start = skipSpace(json, skipSpace(json, keyEnd) + 1);
    const end = skipValue(json, start);
    yield { key, start, end };
    at = end;
  }
}

/** Returns the bytes of a member's value as they were sent, or undefined. Of several with the same key the last counts, as in `JSON.parse`. */
export function findMember(json: Buffer, key: string): Buffer | undefined {
  let found: JsonMember | undefined;
  for (const member of jsonMembers(json)) {
    if (member.key === key) {
      found = member;
    }
  }
  return found && json.subarray(found.start, found.end);
}

/** Whether a text has neither CR nor LF. Of a text that is there already it is known sooner than of its bytes. */
export function isOneLine(text: string): boolean {
  return !text.includes('\n') && !text.includes('\r');
}

/** Puts a JSON text on one line: CR and LF, which can only be white space in valid JSON, become spaces. Copies only if needed. */
export function joinLines(json: Buffer): Buffer {
  if (json.indexOf(LINE_FEED) < 0 && json.indexOf(CARRIAGE_RETURN) < 0) {
    return json;
  }
  const line = Buffer.from(json);
  for (const end of [LINE_FEED, CARRIAGE_RETURN]) {
    for (let at = line.indexOf(end); at >= 0; at = line.indexOf(end, at + 1)) {
      line[at] = SPACE;
    }
  }
  return line;
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

/**
 * Finds the first string without escapes of at least `minBytes`; start and end exclude the quotes.
 * @param maxStrings how many strings are looked at @param escapes whether it may have escapes
 */
export function findLongString(
  json: Buffer,
  minBytes: number,
  maxStrings: number = Number.POSITIVE_INFINITY,
  escapes = false,
): { readonly start: number; readonly end: number } | undefined {
  let count = 0;
  for (let open = json.indexOf(QUOTE); open >= 0 && count < maxStrings; count++) {
    const close = findClosingQuote(json, open);
    if (close < 0) {
      return undefined;
    }
    if (close - open > minBytes && (escapes || !json.subarray(open, close).includes(BACKSLASH))) {
      return { start: open + 1, end: close };
    }
    open = json.indexOf(QUOTE, close + 1);
  }
  return undefined;
}

/** Whether a part of the bytes has any below 0x20, which JSON allows between tokens only. Four bytes at once: a string may have megabytes. */
export function hasControlCharacter(json: Buffer, start: number, end: number): boolean {
  let at = start;
  for (; at < end && (json.byteOffset + at) % 4 !== 0; at++) {
    if ((json[at] as number) < SPACE) {
      return true;
    }
  }
  const words = at < end ? new Uint32Array(json.buffer, json.byteOffset + at, (end - at) >>> 2) : new Uint32Array();
  for (let index = 0; index < words.length; index++) {
    const word = words[index] as number;
    // The highest bit of a byte is set by the subtraction if it was below 0x20, and not before.
    if (((word - 0x20202020) & ~word & 0x80808080) !== 0) {
      return true;
    }
  }
  for (at += words.byteLength; at < end; at++) {
    if ((json[at] as number) < SPACE) {
      return true;
    }
  }
  return false;
}

/** Finds where the string ends that starts at `open`; -1 if it does not end. */
function findClosingQuote(json: Buffer, open: number): number {
  let at = json.indexOf(QUOTE, open + 1);
  while (at >= 0 && isEscaped(json, at)) {
    at = json.indexOf(QUOTE, at + 1);
  }
  return at;
}

/** Whether an odd number of backslashes precedes it: an even number escape each other. */
function isEscaped(json: Buffer, at: number): boolean {
  let before = at - 1;
  while (json[before] === BACKSLASH) {
    before--;
  }
  return (at - before) % 2 === 0;
}

function skipSpace(json: Buffer, from: number): number {
  let at = from;
  // White space of JSON is 0x20, 0x09, 0x0a and 0x0d; no token starts below 0x21.
  while (at < json.length && (json[at] as number) <= SPACE) {
    at++;
  }
  return at;
}

function skipValue(json: Buffer, start: number): number {
  let at = start;
  let depth = 0;
  while (at < json.length) {
    const byte = json[at];
    if (byte === QUOTE) {
      at = findClosingQuote(json, at) + 1;
    } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      depth++;
      at++;
      continue;
    } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      depth--;
      at++;
    } else if (depth > 0) {
      at++;
      continue;
    } else {
      at = skipScalar(json, at);
    }
    if (depth === 0) {
      return at;
    }
  }
  return at;
}

function skipScalar(json: Buffer, start: number): number {
  let at = start;
  while (at < json.length) {
    const byte = json[at] as number;
    if (byte === COMMA || byte === CLOSE_BRACE || byte === CLOSE_BRACKET || byte <= SPACE) {
      return at;
    }
    at++;
  }
  return at;
}

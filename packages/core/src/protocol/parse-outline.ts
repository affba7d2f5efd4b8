import { isUtf8 } from 'node:buffer';
import { createUuid } from '../uuid.js';
import { findLongString, hasControlCharacter } from './json.js';

/** For a shorter string it makes no difference. */
const MIN_BYTES = 64 * 1024;

/** So many strings are looked at: where the first ones are short, the text has many. */
const MAX_STRINGS = 64;

/** A JSON text without one long string. */
export interface Outline {
  /** The text, with the placeholder as the string. */
  readonly text: string;
  /** What the text says. */
  readonly value: unknown;
  readonly placeholder: string;
}

/**
 * Parses JSON without its first long string, which would be in memory twice more: as text, and as a value that nobody looks at. The string is
 * checked where it is.
 * @returns undefined if there is no long string without escapes, or the bytes are not valid JSON in UTF-8: then parse all of it
 */
export function parseOutline(json: Buffer, minBytes: number = MIN_BYTES): Outline | undefined {
  const long = json.length > minBytes ? findLongString(json, minBytes, MAX_STRINGS) : undefined;
  if (!long || hasControlCharacter(json, long.start, long.end) || !isUtf8(json)) {
    return undefined;
  }
  const placeholder = createUuid();
  const text = `${json.toString('utf8', 0, long.start)}${placeholder}${json.toString('utf8', long.end)}`;
  try {
    return { text, value: JSON.parse(text), placeholder };
  } catch {
    return undefined;
  }
}

import { closest, distance } from 'fastest-levenshtein';

/** A name of which more than this share differs is another word, not a slip. */
const LARGEST_DIFFERENCE = 0.4;

/** Returns ` Did you mean …?` for the most similar name, to append to an error, or an empty string if none is similar. */
export function suggestName(word: string, names: readonly string[]): string {
  if (names.length === 0) {
    return '';
  }
  const name = closest(word, names);
  return distance(word, name) <= LARGEST_DIFFERENCE * Math.max(word.length, name.length)
    ? ` Did you mean ${name}?`
    : '';
}

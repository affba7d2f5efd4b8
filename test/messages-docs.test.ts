import { filesBelow, read } from './support/repository-files.js';

/** Text of code as its readers see it: joined literals, and no escapes. */
function normalize(text: string): string {
  return text
    .replaceAll(/['"`]\s*\+\s*['"`]/g, '')
    .replaceAll('\\', '')
    .replaceAll(/\s+/g, ' ');
}

const WORDS = 3;

const textOf = (folder: string, pattern: RegExp): string =>
  normalize(
    filesBelow(folder)
      .filter((file) => pattern.test(file) && !file.includes('node_modules'))
      .map(read)
      .join('\n'),
  );

const SOURCES = textOf('packages', /^packages\/\w+\/(?:src\/.*\.ts|python\/.*\.py)$/);
const TESTS = textOf('packages', /^packages\/\w+\/test\/.*\.(?:ts|txt)$/) + textOf('test/faults', /\.ts$/);

/** The pieces of a message that do not depend on what it is about: its cause and its remedy. */
function piecesOf(message: string): string[] {
  const pieces = normalize(message).split(/…|[;:.,](?= |$)|\(|\)|"|\}/);
  return pieces.map((piece) => piece.trim()).filter((piece) => piece.length >= 8);
}

/** Whether some words of it are in the sources: all of it rarely is, as much is filled in. */
function isInSources(pieces: readonly string[]): boolean {
  return pieces.some((piece) => {
    const words = piece.split(' ');
    return words.some((_, at) => at + WORDS <= words.length && SOURCES.includes(words.slice(at, at + WORDS).join(' ')));
  });
}

const MESSAGES = read('docs/reference/messages.md')
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .flatMap((row) =>
    [...(row.split(/(?<!\\)\|/)[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, message]) => message as string),
  );

test('the page of messages has some', () => {
  expect(MESSAGES.length).toBeGreaterThan(50);
});

test.each(MESSAGES)('%s: is what the sources say, and the tests expect its cause and its remedy', (message) => {
  const pieces = piecesOf(message);
  expect(isInSources(pieces)).toBe(true);
  expect(pieces.filter((piece) => !TESTS.includes(piece))).toEqual([]);
});

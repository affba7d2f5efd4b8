import { LastOutput } from '../../src/loop/line-reader.js';

const lastLineOf = (...pieces: (string | Buffer)[]) => {
  const output = new LastOutput();
  for (const piece of pieces) {
    output.add(Buffer.from(piece));
  }
  return output.line;
};

describe('LastOutput', () => {
  test.each([
    ['the last line', ['one\ntwo\n'], 'two'],
    ['a line without newline', ['one\ntwo'], 'two'],
    ['a line in pieces', ['one\ntw', 'o\n'], 'two'],
    ['the last line that is not blank, trimmed', ['one\n  two  \n \n\n'], 'two'],
    ['the end of a line longer than it keeps', [`start${'x'.repeat(5000)}end\n`], `${'x'.repeat(2044)}end`],
  ])('gives %s', (_, pieces, line) => {
    expect(lastLineOf(...pieces)).toBe(line);
  });

  test('gives nothing while there was no text', () => {
    expect(lastLineOf()).toBeUndefined();
    expect(lastLineOf('\n \n')).toBeUndefined();
  });
});

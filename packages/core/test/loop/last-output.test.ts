import { LastOutput } from '../../src/loop/line-reader.js';

const explain = (...pieces: (string | Buffer)[]) => {
  const output = new LastOutput();
  for (const piece of pieces) {
    output.add(Buffer.from(piece));
  }
  return output.explain();
};

describe('LastOutput', () => {
  test.each([
    ['the last line', ['one\ntwo\n'], 'two'],
    ['a line without newline', ['one\ntwo'], 'two'],
    ['a line in pieces', ['one\ntw', 'o\n'], 'two'],
    ['the last line that is not blank, trimmed', ['one\n  two  \n \n\n'], 'two'],
    ['the end of a line longer than it keeps', [`start${'x'.repeat(5000)}end\n`], `${'x'.repeat(2044)}end`],
  ])('explains by %s', (_, pieces, line) => {
    expect(explain(...pieces)).toBe(`: ${line}`);
  });

  test('explains nothing while there was no text', () => {
    expect(explain()).toBe('.');
    expect(explain('\n \n')).toBe('.');
  });
});

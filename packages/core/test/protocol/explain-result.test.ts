import { explainLine, explainResult } from '../../src/protocol/explain-result.js';
import { setOrigin } from '../../src/protocol/messages.js';

const explain = (line: string, before = '', exitStatus = 0) =>
  explainResult(setOrigin(Buffer.from(line), { isLogged: true, exitStatus, before: Buffer.from(before) }), undefined);

describe('why a result is refused', () => {
  test.each([
    ['42', 'is a number, neither an object nor an array'],
    ['"text"', 'is a string, neither an object nor an array'],
    ['true', 'is a boolean, neither an object nor an array'],
    ['null', 'is null, neither an object nor an array'],
    ['', 'is blank'],
    [' \t', 'is blank'],
    ['{', 'looks like part of JSON over several lines; print it on one line'],
    ['  ]}', 'looks like part of JSON over several lines; print it on one line'],
    ['done', 'is not JSON'],
    ['\u00e9 % \u{1f600}', 'is not JSON'],
  ])('the line %j', (line, why) => {
    expect(explainLine(Buffer.from(line))).toBe(why);
  });

  test('an object that is not JSON: what the parser says', () => {
    expect(explainLine(Buffer.from("{'a': 1}"))).toMatch(/^is not JSON: .*position 1/);
    expect(explainLine(Buffer.from('{"a": NaN}'))).toMatch(/^is not JSON: .*N/);
  });

  test('the last line of a process: with its exit status', () => {
    expect(explain('done', 'working\n', 3)).toBe(
      'The last line of stdout is "done" (exit status 3); it is not JSON. Only the last line is the result.',
    );
  });

  test.each([
    ['{"a":1}\n', '"{\\"a\\":1}"'],
    ['[1]\nbye\n\n', '"[1]"'],
    ['{"a":1}\n{"b":2}\n{c}\n', '"{\\"b\\":2}"'],
  ])('output after what looks like the result: %j', (before, shown) => {
    expect(explain('done', before)).toContain(
      `it was written after what looks like the result, ${shown}. Write nothing`,
    );
  });

  test('a long line is cut', () => {
    expect(explain('x'.repeat(5_000)).length).toBeLessThan(300);
    expect(explain('\u{1f600}'.repeat(5_000))).toContain(`"${'\u{1f600}'.repeat(120)}…"`);
    expect(explain('done', `{"a":"${'x'.repeat(1_000)}"}\n`).length).toBeLessThan(500);
  });

  test('what a runner returns otherwise', () => {
    expect(explainResult('5', undefined)).toBe('The result "5" is a number, neither an object nor an array.');
    expect(explainResult(5 as never, undefined)).toBe(
      'The run hook of the runner returned "5": it is neither an object nor an array.',
    );
    expect(explainResult({}, new TypeError('it is circular'))).toContain('returned "[object Object]": it is circular.');
  });
});

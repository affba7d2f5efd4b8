import { AnswerReader, isAcknowledgement, REST_MS } from '../../src/loop/answer-reader.js';
import { setUpFakeTimers } from '../support/fake-timers.js';

const ACKNOWLEDGEMENT = '{"ok":true}\n';

describe('AnswerReader', () => {
  setUpFakeTimers();
  let reader: AnswerReader;
  let wakes: number;
  beforeEach(() => {
    wakes = 0;
    reader = new AnswerReader(100, () => {
      wakes++;
    });
  });

  const write = (text: string) => reader.write(Buffer.from(text));
  /** Asks for an answer, and takes it when it is there. */
  const answerOf = (...pieces: string[]) => {
    reader.askForAnswer();
    for (const piece of pieces) write(piece);
    return reader.takeAnswer(reader.take())?.toString();
  };

  test('takes the acknowledgement as a line while somebody waits for it', () => {
    reader.expectFirstLine();
    write(ACKNOWLEDGEMENT);
    expect([wakes, reader.take()?.toString(), reader.hasAcknowledgedLate]).toEqual([1, '{"ok":true}', false]);
  });

  test.each([
    ['before the first message', (text: string) => write(text)],
    [
      'while an answer is awaited',
      (text: string) => {
        reader.askForAnswer();
        write(text);
      },
    ],
  ])('passes over an acknowledgement that comes %s, and knows of it until there is an answer', (_, acknowledge) => {
    reader.expectFirstLine();
    reader.giveUpFirstLine();
    acknowledge(ACKNOWLEDGEMENT);
    expect([wakes, reader.hasAcknowledgedLate]).toEqual([0, true]);
    expect(answerOf('{"a":1}\n')).toBe('{"a":1}');
    expect([wakes, reader.hasAcknowledgedLate, reader.surplus]).toEqual([1, false, false]);
  });

  test('takes only the first line for an acknowledgement, and only if nothing else is in it', () => {
    expect(answerOf('{"ok":true,"a":1}\n')).toBe('{"ok":true,"a":1}');
    expect(answerOf(ACKNOWLEDGEMENT)).toBe('{"ok":true}');
  });

  test('a process that was waited for may answer like an acknowledgement', () => {
    reader.expectFirstLine();
    write(ACKNOWLEDGEMENT);
    reader.take();
    expect(answerOf(ACKNOWLEDGEMENT)).toBe('{"ok":true}');
  });

  test('passes over blank lines before an answer', () => {
    expect(answerOf('\n', ' \t\r\n', '{"a":1}\n')).toBe('{"a":1}');
    jest.advanceTimersByTime(REST_MS);
    expect(wakes).toBe(1);
  });

  test('passes over as many blank lines as a pipe holds', () => {
    expect(answerOf(`${'\n'.repeat(65_528)}{"a":1}\n`)).toBe('{"a":1}');
  });

  test('a blank line is the answer if no other line follows it in time', () => {
    reader.askForAnswer();
    write('\n');
    jest.advanceTimersByTime(REST_MS - 1);
    expect(wakes).toBe(0);
    jest.advanceTimersByTime(1);
    expect([wakes, reader.takeAnswer(reader.take())?.length]).toEqual([1, 0]);
    expect(answerOf('2\n')).toBe('2');
  });

  test('once a blank line has followed an answer, the next one may, too, and is never the answer', () => {
    expect(answerOf('1\n')).toBe('1');
    write('\n');
    expect(answerOf('2\n')).toBe('2');
    reader.askForAnswer();
    write('\n');
    jest.advanceTimersByTime(REST_MS);
    expect([wakes, reader.surplus]).toEqual([2, false]);
    write('3\n');
    expect(reader.takeAnswer(reader.take())?.toString()).toBe('3');
  });

  test('gives nothing while there is neither a line nor a blank one', () => {
    expect(answerOf('{"begun":')).toBeUndefined();
  });
});

test.each([
  ['{"ok":true}', true],
  [' {"ok":true,"version":1}', true],
  ['{"ok":"true"}', false],
  ['{"ok":false}', false],
  ['[true]', false],
  ['null', false],
  ['ok', false],
])('isAcknowledgement of %s is %p', (line, is) => {
  expect(isAcknowledgement(Buffer.from(line))).toBe(is);
});

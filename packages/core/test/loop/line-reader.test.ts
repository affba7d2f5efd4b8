import { LineReader } from '../../src/loop/line-reader.js';

describe('LineReader', () => {
  const makeReader = (maxBytes = 100, skips?: (line: Buffer) => boolean) => {
    const calls = { count: 0 };
    const count = () => {
      calls.count++;
    };
    const reader = new LineReader(maxBytes, count, skips);
    return { reader, calls };
  };

  test('gives the line asked for without its newline, and says when it is there', () => {
    const { reader, calls } = makeReader();
    reader.ask();
    reader.write(Buffer.from('{"a":'));
    expect(calls.count).toBe(0);
    reader.write(Buffer.from('1}'));
    reader.write(Buffer.from('\n'));
    expect(calls.count).toBe(1);
    expect(reader.take()?.toString()).toBe('{"a":1}');
    expect(reader.surplus).toBe(false);
  });

  test('keeps no line for a second take', () => {
    const { reader } = makeReader();
    reader.ask();
    reader.write(Buffer.from('1\n'));
    reader.take();
    expect(reader.take()).toBeUndefined();
  });

  test('has no line while the newline is missing', () => {
    const { reader } = makeReader();
    reader.ask();
    reader.write(Buffer.from('{"partial":'));
    expect(reader.take()).toBeUndefined();
  });

  test('gives an empty line as such', () => {
    const { reader } = makeReader();
    reader.ask();
    reader.write(Buffer.from('\n'));
    expect(reader.take()?.length).toBe(0);
  });

  test('reads line after line', () => {
    const { reader } = makeReader();
    for (const line of ['1', '22', '333']) {
      reader.ask();
      reader.write(Buffer.from(`${line}\n`));
      expect(reader.take()?.toString()).toBe(line);
      expect(reader.surplus).toBe(false);
    }
  });

  test.each([
    ['in the same piece', ['1\n2\n']],
    ['in a later piece', ['1\n', '2']],
  ])('notices bytes behind the line, %s', (_, pieces) => {
    const { reader } = makeReader();
    reader.ask();
    for (const piece of pieces) {
      reader.write(Buffer.from(piece));
    }
    expect(reader.take()?.toString()).toBe('1');
    expect(reader.surplus).toBe(true);
  });

  test('has the first line though it came before it was asked for', () => {
    const { reader } = makeReader();
    expect(reader.settled).toBe(false);
    reader.write(Buffer.from('1\n'));
    expect(reader.settled).toBe(true);
    expect(reader.take()?.toString()).toBe('1');
  });

  test('notices bytes that nobody asked for', () => {
    const { reader } = makeReader();
    reader.write(Buffer.from('1\n'));
    reader.take();
    reader.write(Buffer.from('2'));
    expect(reader.surplus).toBe(true);
  });

  test.each([
    ['in the same piece', ['ready\n1\n']],
    ['in pieces', ['rea', 'dy\n1', '\n']],
  ])('skips a line that is not the one asked for, %s', (_, pieces) => {
    const { reader, calls } = makeReader(100, (line) => line.toString() === 'ready');
    reader.ask();
    for (const piece of pieces) {
      reader.write(Buffer.from(piece));
    }
    expect(calls.count).toBe(1);
    expect(reader.take()?.toString()).toBe('1');
    expect(reader.surplus).toBe(false);
  });

  test('takes a line of just the length accepted', () => {
    const { reader } = makeReader(4);
    reader.ask();
    reader.write(Buffer.from('1234\n'));
    expect(reader.tooLong).toBe(false);
    expect(reader.take()?.toString()).toBe('1234');
  });

  test('says at once that a line is too long, before its end, and has none then', () => {
    const { reader, calls } = makeReader(4);
    reader.ask();
    reader.write(Buffer.from('123'));
    reader.write(Buffer.from('45'));
    expect(calls.count).toBe(1);
    expect(reader.tooLong).toBe(true);
    reader.write(Buffer.from('6\n'));
    expect(reader.take()).toBeUndefined();
  });
});

import fc from 'fast-check';
import { LastLine } from '../../src/logs/last-line.js';
import { inPieces, joined } from '../support/arbitraries.js';

const MAX = 12;

interface Outcome {
  logged: string;
  line: string | undefined;
  tooLong: boolean;
}

function feed(pieces: readonly Buffer[], maxBytes: number): Outcome {
  const logged: Buffer[] = [];
  const last = new LastLine((bytes) => {
    logged.push(bytes);
  }, maxBytes);
  for (const piece of pieces) {
    void last.write(piece);
  }
  const { tooLong } = last;
  return { line: last.take()?.toString('latin1'), logged: Buffer.concat(logged).toString('latin1'), tooLong };
}

/** The same with one buffer for all pieces, which is overwritten after each. */
function lend(pieces: readonly Buffer[], maxBytes: number): Outcome {
  const logged: Buffer[] = [];
  const buffer = Buffer.alloc(Math.max(...pieces.map((piece) => piece.length), 1));
  const last = new LastLine((bytes, isBorrowed) => {
    logged.push(isBorrowed ? Buffer.from(bytes) : bytes);
  }, maxBytes);
  for (const piece of pieces) {
    piece.copy(buffer);
    void last.write(buffer.subarray(0, piece.length), true);
    buffer.fill('?');
  }
  const { tooLong } = last;
  return { line: last.take()?.toString('latin1'), logged: Buffer.concat(logged).toString('latin1'), tooLong };
}

/** What is right, read off the whole output at once. */
function model(output: string, maxBytes: number): Outcome {
  if (output === '') {
    return { logged: '', line: undefined, tooLong: false };
  }
  const body = output.endsWith('\n') ? output.slice(0, -1) : output;
  const line = body.slice(body.lastIndexOf('\n') + 1);
  if (line.length > maxBytes) {
    return { logged: output, line: undefined, tooLong: true };
  }
  return { logged: body.slice(0, body.length - line.length), line, tooLong: false };
}

describe('LastLine', () => {
  test('keeps the last line and logs all others, however the output is cut', () => {
    const parts = ['\n', '\n', 'a', 'bcd', '\xff\r', 'x'.repeat(MAX - 1), 'y'.repeat(MAX + 1)];
    fc.assert(
      fc.property(inPieces(joined(parts, 10)), ({ output, pieces }) => {
        expect(feed(pieces, MAX)).toEqual(model(output, MAX));
        expect(lend(pieces, MAX)).toEqual(model(output, MAX));
      }),
      { numRuns: 3000 },
    );
  });

  test.each([
    ['no output', '', undefined],
    ['one line without newline', 'a', 'a'],
    ['a blank last line', 'a\n\n', ''],
    ['nothing but a newline', '\n', ''],
    ['a line end of Windows', 'a\nb\r\n', 'b\r'],
  ])('of %s', (_, output, line) => {
    expect(feed([Buffer.from(output)], MAX).line).toBe(line);
  });

  test('ignores an empty piece', () => {
    expect(
      feed(
        ['a\n', '', 'b', ''].map((piece) => Buffer.from(piece)),
        MAX,
      ),
    ).toEqual({
      logged: 'a\n',
      line: 'b',
      tooLong: false,
    });
  });

  test('takes a line of exactly the bound, its newline not counted', () => {
    expect(feed([Buffer.from(`${'x'.repeat(MAX)}\n`)], MAX).line).toBe('x'.repeat(MAX));
  });

  test('logs earlier lines as soon as a later one begins', () => {
    const logged: string[] = [];
    const last = new LastLine((bytes) => {
      logged.push(bytes.toString());
    }, MAX);
    void last.write(Buffer.from('first\n'));
    expect(logged).toEqual([]);
    void last.write(Buffer.from('s'));
    expect(logged).toEqual(['first\n']);
  });

  test('holds no more than the bound of an endless line', () => {
    let logged = 0;
    const piece = Buffer.alloc(1000, 'x');
    const last = new LastLine((bytes) => {
      logged += bytes.length;
    }, 10_000);
    for (let written = piece.length; written <= 1_000_000; written += piece.length) {
      void last.write(piece);
      expect(written - logged).toBeLessThanOrEqual(10_000);
    }
    expect(last.tooLong).toBe(true);
    expect(last.take()).toBeUndefined();
  });

  test('logs the end of a line that was held in one piece with what follows', () => {
    const logged: string[] = [];
    const last = new LastLine((bytes) => {
      logged.push(bytes.toString());
    }, MAX);
    for (const piece of ['a', 'b', 'c\nd\ne', 'f\n', 'g']) {
      void last.write(Buffer.from(piece));
    }
    expect(logged).toEqual(['abc\nd\n', 'ef\n']);
  });

  test('asks the writer to wait until all it logged is taken', async () => {
    const pending: (() => void)[] = [];
    const last = new LastLine(() => new Promise<void>((resolve) => pending.push(resolve)), MAX);
    expect(last.write(Buffer.from('begin'))).toBeUndefined();
    let done = false;
    const long = ' '.repeat(20_000);
    const waiting = Promise.resolve(last.write(Buffer.from(`${long}\nnext`))).then(() => {
      done = true;
    });
    pending[0]?.();
    await new Promise(setImmediate);
    expect([pending.length, done]).toEqual([2, false]);
    pending[1]?.();
    await waiting;
  });
});

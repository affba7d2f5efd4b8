import { deepStrictEqual } from 'node:assert/strict';
import fc from 'fast-check';
import { LastLine } from '../../src/logs/last-line.js';
import { inPieces, joined } from '../support/arbitraries.js';

const MAX = 12;

interface Outcome {
  logged: string;
  line: string | undefined;
  tooLong: boolean;
  isLogged: boolean;
}

function feed(pieces: readonly Buffer[], maxBytes: number): Outcome {
  const logged: Buffer[] = [];
  const last = new LastLine((bytes) => {
    logged.push(bytes);
  }, maxBytes);
  for (const piece of pieces) {
    void last.write(piece);
  }
  const { tooLong, isLogged } = last;
  return { line: last.take()?.toString('latin1'), logged: Buffer.concat(logged).toString('latin1'), tooLong, isLogged };
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
  const { tooLong, isLogged } = last;
  return { line: last.take()?.toString('latin1'), logged: Buffer.concat(logged).toString('latin1'), tooLong, isLogged };
}

/** What is right, read off the whole output at once. */
function model(output: string, maxBytes: number): Outcome {
  if (output === '') {
    return { logged: '', line: undefined, tooLong: false, isLogged: false };
  }
  const body = output.endsWith('\n') ? output.slice(0, -1) : output;
  const line = body.slice(body.lastIndexOf('\n') + 1);
  if (line.length > maxBytes) {
    return { logged: output, line: undefined, tooLong: true, isLogged: true };
  }
  const text = Buffer.from(line, 'latin1').toString().trimStart();
  // Blanks, and perhaps the first bytes of another one.
  const isOpen = body === output && /^(?:[ \t\r]|\xc2\xa0|\xef\xbb\xbf)*(?:\xc2|\xef\xbb?)?$/.test(line);
  const isLogged = !isOpen && !/^[{[]/.test(text);
  return { logged: isLogged ? output : body.slice(0, body.length - line.length), line, tooLong: false, isLogged };
}

describe('LastLine', () => {
  test('keeps the last line and logs all others, however the output is cut', () => {
    const parts = [
      '\n',
      '\n',
      'a',
      'bcd',
      '{',
      '[',
      ' ',
      '\t',
      '\xc2\xa0',
      '\xef\xbb\xbf',
      '\xff\r',
      'x'.repeat(MAX - 1),
      'y'.repeat(MAX + 1),
    ];
    fc.assert(
      fc.property(inPieces(joined(parts, 10)), ({ output, pieces }) => {
        // An `expect` takes 0.1 ms, which counts here.
        deepStrictEqual(feed(pieces, MAX), model(output, MAX));
        deepStrictEqual(lend(pieces, MAX), model(output, MAX));
      }),
      { numRuns: 3000 },
    );
  });

  test('remembers the end of what was written before the last line, however the output is cut', () => {
    fc.assert(
      fc.property(inPieces(joined(['\n', '\n', 'a', 'bcd', '{}', ' ', 'x'.repeat(900)], 10)), ({ output, pieces }) => {
        const buffer = Buffer.alloc(Math.max(...pieces.map((piece) => piece.length), 1));
        const last = new LastLine(() => undefined, Number.POSITIVE_INFINITY);
        for (const piece of pieces) {
          piece.copy(buffer);
          void last.write(buffer.subarray(0, piece.length), true);
          buffer.fill('?');
        }
        const body = output.endsWith('\n') ? output.slice(0, -1) : output;
        expect(last.before.toString()).toBe(output.slice(0, body.lastIndexOf('\n') + 1).slice(-2_048));
      }),
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

  test('is given once', () => {
    const last = new LastLine(() => undefined, MAX);
    void last.write(Buffer.from('{}\n'));
    expect([last.take()?.toString(), last.take()]).toEqual(['{}', undefined]);
  });

  test.each([
    ['a character that is no blank, before a brace', '\xc2\xa9{}'],
    ['the first byte of a character', '\xef\n'],
    ['the first bytes of a character', '\xef\xbb\n'],
  ])('that begins with %s is logged', (_, output) => {
    expect(feed([Buffer.from(output, 'latin1')], MAX)).toMatchObject({ logged: output, isLogged: true });
  });

  test('ignores an empty piece', () => {
    expect(
      feed(
        ['a\n', '', 'b', ''].map((piece) => Buffer.from(piece)),
        MAX,
      ),
    ).toEqual({
      logged: 'a\nb',
      line: 'b',
      tooLong: false,
      isLogged: true,
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
    void last.write(Buffer.from('{first}\n'));
    expect(logged).toEqual([]);
    void last.write(Buffer.from('s'));
    expect(logged).toEqual(['{first}\ns']);
  });

  test.each([
    ['a line of text', ['Progress: 10 %'], ['Progress: 10 %']],
    ['the rest of such a line', ['Progress', ': 10 %', '\n'], ['Progress', ': 10 %', '\n']],
    ['a blank line', ['\n'], ['\n']],
    ['blanks once text follows', [' \t', ' x'], [' \t', ' x']],
    ['text that begins with another character', ['✓ done'], ['✓ done']],
    ['text behind a byte order mark', ['\ufeff', 'x'], ['\ufeff', 'x']],
    ['a number, which cannot be a result', ['42\n'], ['42\n']],
  ])('logs at once what cannot be a result: %s', (_, pieces, expected) => {
    const logged: string[] = [];
    const last = new LastLine((bytes) => void logged.push(bytes.toString()), 100);
    for (const piece of pieces) {
      void last.write(Buffer.from(piece));
    }
    expect(logged).toEqual(expected);
    expect(last.isLogged).toBe(true);
    expect(last.take()?.toString()).toBe(pieces.join('').replace(/\n$/, ''));
  });

  test.each([
    ['a result', '{"a":'],
    ['blanks, which may come before one', ' \t\r'],
    ['a byte order mark', '\ufeff[1]'],
    ['white space of other scripts', '\u00a0\u1680\u2003\u3000{}'],
  ])('holds what can be a result: %s', (_, text) => {
    for (const pieces of [[Buffer.from(text)], [...Buffer.from(text)].map((byte) => Buffer.of(byte))]) {
      const outcome = feed(pieces, 100);
      expect(outcome).toMatchObject({ logged: '', isLogged: false });
    }
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
    for (const piece of ['{a', 'b', 'c\nd\n{e', 'f\n', 'g']) {
      void last.write(Buffer.from(piece));
    }
    expect(logged).toEqual(['{abc\nd\n', '{ef\ng']);
  });

  test('logs more than 16 KiB in the pieces that were held, rather than copy them', () => {
    const piecesOf = (bytes: number) => {
      let pieces = 0;
      const last = new LastLine(() => void pieces++, 1_000_000);
      void last.write(Buffer.from('{'));
      void last.write(Buffer.from(`${'x'.repeat(bytes - 2)}\n{`));
      return pieces;
    };
    expect([piecesOf(16_384), piecesOf(16_385)]).toEqual([1, 2]);
  });

  test('remembers 2,048 bytes of what was written before', () => {
    const last = new LastLine(() => undefined, 10_000);
    void last.write(Buffer.from(`${'x'.repeat(3_000)}\n{}`));
    expect(last.before).toEqual(Buffer.from(`${'x'.repeat(2_047)}\n`));
  });

  test('asks the writer to wait until all it logged is taken', async () => {
    const pending: (() => void)[] = [];
    const last = new LastLine(() => new Promise<void>((resolve) => pending.push(resolve)), MAX);
    expect(last.write(Buffer.from('{begin'))).toBeUndefined();
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

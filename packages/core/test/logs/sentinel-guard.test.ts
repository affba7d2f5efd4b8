import { ok, strictEqual } from 'node:assert/strict';
import fc from 'fast-check';
import { SENTINEL, SentinelGuard } from '../../src/logs/sentinel-guard.js';
import { inPieces, joined } from '../support/arbitraries.js';

const NEUTRAL = `${SENTINEL.slice(0, -1)}x`;

function guarded(pieces: readonly Buffer[]): string {
  const guard = new SentinelGuard();
  return Buffer.concat(pieces.map((piece) => guard.apply(piece))).toString('latin1');
}

describe('SentinelGuard', () => {
  test('changes the last byte of every sentinel and nothing else, however the text is cut', () => {
    const cut = [SENTINEL.slice(0, 20), SENTINEL.slice(20), SENTINEL.slice(3)];
    const parts = [SENTINEL, SENTINEL, ...cut, 'X', '_XXX', '\n', 'line', '\xff'];
    fc.assert(
      fc.property(inPieces(joined(parts, 12)), ({ output, pieces }) => {
        const safe = guarded(pieces);
        // An `expect` takes 0.1 ms, which counts here.
        strictEqual(safe, output.replaceAll(SENTINEL, NEUTRAL));
        ok(!safe.includes(SENTINEL));
      }),
      { numRuns: 3000 },
    );
  });

  test('holds nothing back, and leaves the bytes of the caller alone', () => {
    fc.assert(
      fc.property(inPieces(joined([SENTINEL, SENTINEL.slice(0, 30), 'XXX', '\n'], 8)), ({ output, pieces }) => {
        const guard = new SentinelGuard();
        for (const piece of pieces) expect(guard.apply(piece).length).toBe(piece.length);
        expect(Buffer.concat(pieces).toString('latin1')).toBe(output);
      }),
    );
  });

  test('changes only one of two sentinels that share bytes: the other is broken with it', () => {
    const overlapping = `${SENTINEL}${SENTINEL.slice(3)}`;
    for (let cut = 0; cut <= overlapping.length; cut++) {
      const pieces = [Buffer.from(overlapping.slice(0, cut)), Buffer.from(overlapping.slice(cut))];
      expect(guarded(pieces)).toBe(`${NEUTRAL}${SENTINEL.slice(3)}`);
    }
  });

  test('holds nothing back', () => {
    const guard = new SentinelGuard();
    expect(guard.apply(Buffer.from(SENTINEL.slice(0, 36))).toString()).toBe(SENTINEL.slice(0, 36));
    expect(guard.apply(Buffer.from('X')).toString()).toBe('x');
  });

  test('leaves the bytes of the caller alone, and copies only where a sentinel ends', () => {
    const guard = new SentinelGuard();
    const harmless = Buffer.from('text');
    const forged = Buffer.from(SENTINEL);
    expect(guard.apply(harmless)).toBe(harmless);
    expect(guard.apply(forged).toString()).toBe(NEUTRAL);
    expect(forged.toString()).toBe(SENTINEL);
  });

  test('is not fooled by an empty piece in the middle', () => {
    expect(guarded([SENTINEL.slice(0, 9), '', SENTINEL.slice(9)].map((piece) => Buffer.from(piece)))).toBe(NEUTRAL);
  });

  test('works through a megabyte of sentinels in one piece at once', () => {
    const count = 30_000;
    const before = process.cpuUsage();
    expect(guarded([Buffer.from(SENTINEL.repeat(count))])).toBe(NEUTRAL.repeat(count));
    // Copying or searching from the start for each would take minutes.
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(5000);
  });
});

import { SENTINEL, SentinelGuard } from '../../src/logs/sentinel-guard.js';
import { Random } from '../support/random.js';

const NEUTRAL = `${SENTINEL.slice(0, -1)}x`;
const ROUNDS = 3000;

function guarded(pieces: readonly Buffer[]): string {
  const guard = new SentinelGuard();
  return Buffer.concat(pieces.map((piece) => guard.apply(piece))).toString('latin1');
}

describe('SentinelGuard', () => {
  test('changes the last byte of every sentinel and nothing else, however the text is cut', () => {
    const parts = [SENTINEL, SENTINEL, SENTINEL.slice(0, 20), SENTINEL.slice(20), SENTINEL.slice(3), 'X', '_XXX', '\n'];
    for (let seed = 0; seed < ROUNDS; seed++) {
      const random = new Random(seed);
      const text = Array.from({ length: random.below(12) }, () => random.pick([...parts, 'line', '\xff'])).join('');
      const safe = guarded(random.pieces(Buffer.from(text, 'latin1'), random.pick([1, 3, 40, 200])));
      expect({ seed, safe }).toEqual({ seed, safe: text.replaceAll(SENTINEL, NEUTRAL) });
      expect(safe).not.toContain(SENTINEL);
    }
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
    const started = Date.now();
    expect(guarded([Buffer.from(SENTINEL.repeat(count))])).toBe(NEUTRAL.repeat(count));
    // Copying or searching from the start for each would take minutes.
    expect(Date.now() - started).toBeLessThan(5000);
  });
});

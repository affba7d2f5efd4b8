import fc from 'fast-check';
import { formatHttpDate } from '../../src/plain/http-date.js';

const LATEST = Date.UTC(9999, 11, 31, 23, 59, 59);

test('a time is formatted as Date does it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: LATEST }), (time) => {
      expect(formatHttpDate(time)).toBe(new Date(time).toUTCString());
    }),
  );
});

import fc from 'fast-check';
import { Tail } from '../../src/logs/tail.js';

describe('Tail', () => {
  test('keeps the end of all pieces', () => {
    const pieces = fc.array(fc.uint8Array({ maxLength: 20 }));
    fc.assert(
      fc.property(pieces, fc.integer({ min: 1, max: 16 }), (given, size) => {
        const tail = new Tail(size);
        for (const piece of given) {
          tail.add(Buffer.from(piece));
        }
        expect(tail.bytes).toEqual(Buffer.concat(given).subarray(-size));
      }),
    );
  });

  test('does not keep the pieces themselves', () => {
    const tail = new Tail(4);
    const lent = Buffer.from('abcdef');
    tail.add(lent);
    lent.fill('x');
    expect(String(tail.bytes)).toBe('cdef');
  });

  test('is empty at first, and when it has been cleared', () => {
    const tail = new Tail(4);
    expect(tail.bytes).toHaveLength(0);
    tail.add(Buffer.from('ab'));
    tail.clear();
    expect(tail.bytes).toHaveLength(0);
    tail.add(Buffer.from('c'));
    expect(String(tail.bytes)).toBe('c');
  });
});

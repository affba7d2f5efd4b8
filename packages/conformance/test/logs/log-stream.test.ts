import fc from 'fast-check';
import { MAX_KEPT_LOG_BYTES } from '../../src/bounds.js';
import { LogStream } from '../../src/logs/log-stream.js';
import { SENTINEL } from '../../src/logs/sentinel.js';

test('sentinels are counted wherever the bytes are divided', () => {
  const part = fc.constantFrom(SENTINEL, SENTINEL.slice(0, 20), SENTINEL.slice(20), 'X', 'XXX', '\n', 'a line\n');
  const property = fc.property(
    fc.array(part, { maxLength: 12 }),
    fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 40 }),
    (parts, sizes) => {
      const bytes = Buffer.from(parts.join(''));
      const stream = new LogStream();
      let at = 0;
      for (const size of [...sizes, bytes.length]) {
        if (at < bytes.length) stream.push(bytes.subarray(at, at + size));
        at += size;
      }
      if (stream.frames !== bytes.toString().split(SENTINEL).length - 1)
        throw new Error(`${stream.frames} are counted`);
    },
  );
  fc.assert(property, { numRuns: 2_000 });
});

test('of a flood only so much is kept, but all of it is counted', () => {
  const stream = new LogStream();
  const chunk = Buffer.alloc(1024 * 1024, 'x');
  for (let count = 0; count < 40; count += 1) stream.push(chunk);
  expect(stream.total).toBe(40 * chunk.length);
  expect(stream.take()).toHaveLength(MAX_KEPT_LOG_BYTES);
});

import { parseMemorySize } from '../../src/container/memory-size.js';

describe('a size of memory', () => {
  it.each([
    ['1024b', 1024],
    ['256m', 268_435_456],
    ['256MB', 268_435_456],
    ['256 MB', 268_435_456],
    ['2G', 2_147_483_648],
    ['1k', 1024],
  ])('%s is read', (text, bytes) => {
    expect(parseMemorySize(text)).toBe(bytes);
  });

  it.each(['', 'm', '256', '-1m', '0m', '1.5g', '256  MB', '256mbb', '1t'])('"%s" is none', (text) => {
    expect(parseMemorySize(text)).toBeUndefined();
  });
});

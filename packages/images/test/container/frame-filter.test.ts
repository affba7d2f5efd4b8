import { FrameFilter } from '../../src/container/frame-filter.js';

const FRAME = 'XXX_THE_END_OF_A_WHISK_ACTIVATION_XXX\n';

/** What a filter shows of these pieces, each after it was pushed; the last is what came at the end. */
function shown(...pieces: readonly string[]): string[] {
  const filter = new FrameFilter();
  return [...pieces.map((piece) => filter.push(Buffer.from(piece)).toString()), filter.end().toString()];
}

describe('the frame filter', () => {
  it('shows a log until its frame, and nothing that comes later', () => {
    expect(shown(`one\ntwo\n${FRAME}late\n`)).toEqual(['one\ntwo\n', '']);
  });

  it('shows bytes at once, whole lines or not', () => {
    expect(shown('one', ' line\ntw', 'o')).toEqual(['one', ' line\ntw', 'o', '']);
  });

  it.each(Array.from(FRAME, (_, index) => index))('finds a frame that is cut after %i bytes', (index) => {
    expect(shown(`log\n${FRAME.slice(0, index)}`, FRAME.slice(index)).join('')).toBe('log\n');
  });

  it('gives back what was no frame in the end', () => {
    expect(shown('XXX_THE_END', '_OF_TIME\nXXX')).toEqual(['', 'XXX_THE_END_OF_TIME\n', 'XXX']);
  });

  it('ends a last line that shares its line with the frame', () => {
    expect(shown(`no newline${FRAME}`)).toEqual(['no newline\n', '']);
  });

  it('counts frames and shows the next activation when it is opened again', () => {
    const filter = new FrameFilter();
    filter.push(Buffer.from(`one\n${FRAME}`));
    expect(filter.frames).toBe(1);
    filter.open();
    expect(filter.push(Buffer.from(`two\n${FRAME}`)).toString()).toBe('two\n');
    expect(filter.frames).toBe(2);
  });

  it('keeps bytes that are no text', () => {
    const bytes = Buffer.from([0xff, 0x00, 0x0a]);
    expect(new FrameFilter().push(bytes)).toEqual(bytes);
  });
});

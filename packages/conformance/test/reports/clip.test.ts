import { clip } from '../../src/reports/clip.js';

const LINES = Array.from({ length: 100 }, (_, index) => `line ${index}`);

describe('clip', () => {
  it.each(['', 'a', 'a\nb', '\n', '\n\na', 'a\n\n\nb'])('keeps what is short: %j', (text) => {
    expect(clip(text, { characters: 10, lines: 6 })).toBe(text.replace(/\n$/, ''));
  });

  it('shows the beginning and the end of many lines', () => {
    expect(clip(LINES.join('\n'), { characters: 1000, lines: 6 }).split('\n')).toEqual([
      ...LINES.slice(0, 4),
      '… 747 more characters …',
      ...LINES.slice(-2),
    ]);
  });

  it('shows the beginning and the end of a long line', () => {
    expect(clip('abcdefghijklmnopqrstuvwxyz', { characters: 9, lines: 6 })).toBe('abcdef\n… 17 more characters …\nxyz');
  });

  it('can be one line', () => {
    expect(clip('a\nb', { characters: 9, lines: 1 })).toBe('a\n… 2 more characters …');
  });

  it('counts what it leaves out', () => {
    const text = 'ab\ncd\n\nefgh\n'.repeat(4);
    for (let length = 0; length < text.length; length += 1) {
      const whole = text.slice(0, length).replace(/\n$/, '');
      const shown = clip(text.slice(0, length), { characters: 12, lines: 5 });
      const [, head = '', left = '', tail = ''] =
        /^([\s\S]*)\n… (\d+) more characters …(?:\n([\s\S]*))?$/.exec(shown) ?? [];
      const isWhole = shown === whole;
      const isSplit =
        whole.startsWith(head) && whole.endsWith(tail) && head.length + Number(left) + tail.length === whole.length;
      expect({ length, shown, isRight: isWhole || isSplit }).toMatchObject({ isRight: true });
    }
  });
});

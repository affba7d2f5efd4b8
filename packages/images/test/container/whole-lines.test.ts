import { WholeLines } from '../../src/container/whole-lines.js';

describe('whole lines', () => {
  it('come when they are complete, the last one at the end', () => {
    const lines = new WholeLines();
    const shown = ['one\ntw', 'o', '\nthree\n', 'fo'].map((text) => lines.push(Buffer.from(text)).toString());
    expect(shown).toEqual(['one\n', '', 'two\nthree\n', '']);
    expect(lines.end().toString()).toBe('fo');
    expect(lines.end().toString()).toBe('');
  });

  it('are not waited for when they are long', () => {
    const lines = new WholeLines();
    expect(lines.push(Buffer.alloc(65_536, 'x'))).toHaveLength(0);
    expect(lines.push(Buffer.from('x'))).toHaveLength(65_537);
    expect(lines.push(Buffer.from('end\n')).toString()).toBe('end\n');
  });
});

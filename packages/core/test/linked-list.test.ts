import { LinkedList } from '../src/linked-list.js';

describe('LinkedList', () => {
  test('keeps the order in which values were added, whichever leave', () => {
    const list = new LinkedList<string>();
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((value) => list.add(value));
    list.remove(b as NonNullable<typeof b>);
    expect([list.values(), list.size, list.first]).toEqual([['a', 'c', 'd'], 3, a]);
    list.remove(a as NonNullable<typeof a>);
    list.remove(d as NonNullable<typeof d>);
    list.add('e');
    expect([list.values(), list.size, list.first]).toEqual([['c', 'e'], 2, c]);
  });

  test('can be empty again, and a value be there twice', () => {
    const list = new LinkedList<string>();
    const links = [list.add('x'), list.add('x')];
    for (const link of links) {
      list.remove(link);
    }
    expect([list.values(), list.size, list.first]).toEqual([[], 0, undefined]);
  });

  test('ignores a link that has left', () => {
    const list = new LinkedList<string>();
    const links = ['a', 'b', 'c'].map((value) => list.add(value));
    for (const link of [...links.slice(1), ...links.slice(1)]) {
      list.remove(link);
    }
    expect([list.values(), list.size]).toEqual([['a'], 1]);
  });

  test('a link that has left refers to no other, so that none keeps later ones from being collected', () => {
    const list = new LinkedList<string>();
    const links = ['a', 'b', 'c'].map((value) => list.add(value));
    for (const link of links) {
      list.remove(link);
    }
    expect(links).toEqual(['a', 'b', 'c'].map((value) => ({ value, before: undefined, after: undefined })));
  });
});

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ActivationStore } from '../../src/activations/activation-store.js';
import { findProjectFolder } from '../../src/activations/project-folder.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'actionrunner-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const idOf = (number: number) => number.toString(16).padStart(32, '0');

it('lists the newest first, for their owner only, and out of version control', () => {
  const store = new ActivationStore(join(folder, '.actionrunner'));
  expect(store.list()).toEqual([]);
  for (const start of [5, 300, 20]) {
    store.add(idOf(start), start, `record ${start}`);
  }
  expect(store.list().map(({ start, id, read }) => [start, id, read()])).toEqual([
    [300, idOf(300), 'record 300'],
    [20, idOf(20), 'record 20'],
    [5, idOf(5), 'record 5'],
  ]);
  expect(readFileSync(join(store.folder, '.gitignore'), 'utf8')).toBe('*\n');
  expect(statSync(store.folder).mode & 0o777).toBe(0o700);
  expect(statSync(store.list()[0]?.path ?? '').mode & 0o777).toBe(0o600);
});

it('keeps the newest 1,000', () => {
  const store = new ActivationStore(folder);
  mkdirSync(store.folder);
  for (let start = 1; start <= 1_000; start++) {
    writeFileSync(join(store.folder, `${String(start).padStart(13, '0')}-${idOf(start)}.json`), '');
  }
  for (const start of [1_001, 1_002, 1_003]) {
    store.add(idOf(start), start, '');
  }
  const starts = store.list().map((stored) => stored.start);
  expect([starts.length, starts[0], starts.at(-1)]).toEqual([1_000, 1_003, 4]);
  expect(store.clear()).toBe(1_000);
  expect(store.list()).toEqual([]);
});

it('leaves no draft of a record that cannot be stored', () => {
  const store = new ActivationStore(folder);
  store.add(idOf(1), 1, '');
  mkdirSync(join(store.folder, `0000000000002-${idOf(2)}.json`));
  expect(() => store.add(idOf(2), 2, 'text')).toThrow(expect.objectContaining({ code: 'EISDIR' }));
  expect(readdirSync(store.folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

it('is in the working directory, or the nearest folder above it in the repository that has one', () => {
  const below = join(folder, 'a/b');
  mkdirSync(below, { recursive: true });
  mkdirSync(join(folder, 'a/.actionrunner'));
  expect(findProjectFolder(below)).toBe(join(below, '.actionrunner'));
  mkdirSync(join(folder, '.git'));
  expect(findProjectFolder(below)).toBe(join(folder, 'a/.actionrunner'));
  expect(findProjectFolder(folder)).toBe(join(folder, '.actionrunner'));
});

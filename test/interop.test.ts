import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { PAGES, readNotes, readRecord, readSubjects, selectSubjects } from '../scripts/interop/catalogue.js';
import { compareRows, mergeRows } from '../scripts/interop/compare.js';
import { renderIndex, renderPage } from '../scripts/interop/page.js';
import { listPackages } from '../scripts/interop/registries.js';

const SUBJECTS = readSubjects();
const readPage = (name: string) => fs.readFileSync(path.join(PAGES, `${name}.md`), 'utf8');

describe('the subjects of interop/', () => {
  it('are in the index of the pages', () => {
    expect(readPage('README')).toBe(renderIndex(SUBJECTS, (subject) => readRecord(subject).date));
  });

  it.each(SUBJECTS.map((subject) => [subject.name, subject] as const))(
    '%s: the page has the rows and notes',
    (name, subject) => {
      expect(readPage(name)).toBe(renderPage(subject, readRecord(subject), readNotes(subject)));
    },
  );

  it('have no other pages', () => {
    const names = fs.readdirSync(PAGES).sort();
    expect(names).toEqual(['README.md', ...SUBJECTS.map(({ name }) => `${name}.md`)].sort());
  });

  it.each(SUBJECTS.map((subject) => [subject.name, subject] as const))(
    '%s: notes are on rows, and packages are pinned',
    (_, subject) => {
      const ids = readRecord(subject).rows.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(readNotes(subject).filter(({ id }) => !ids.includes(id))).toEqual([]);
      const versions = listPackages(subject).flatMap(({ pins }) => Object.values(pins));
      expect(versions.filter((version) => !/^v?\d/.test(version))).toEqual([]);
      const resolved = listPackages(subject).filter(({ registry }) => ['npm', 'pypi', 'pypi-alone'].includes(registry));
      expect(resolved.filter(({ before }) => !/^\d{4}-\d\d-\d\dT/.test(before))).toEqual([]);
    },
  );

  it('are selected by name', () => {
    expect(selectSubjects([], SUBJECTS)).toEqual(SUBJECTS);
    expect(selectSubjects(['zip-makers'], SUBJECTS).map(({ name }) => name)).toEqual(['zip-makers']);
    expect(() => selectSubjects(['zip'], SUBJECTS)).toThrow(/unknown subject "zip"\. The subjects are .*zip-makers/);
  });
});

describe('npm run interop', () => {
  const interop = (...args: string[]) =>
    spawnSync(process.execPath, ['scripts/interop.mjs', 'launchers', ...args], { encoding: 'utf8' });

  it('fails if it has no time for a subject', () => {
    const { status, stdout } = interop('--minutes', '0');
    expect(stdout).toMatch(/^launchers: 0 rows, /);
    expect(stdout).toMatch(/^ {2}FAILED: Error: the 0 minutes of --minutes are over/m);
    expect(status).toBe(1);
  });

  it.each(['soon', '-1'])('refuses %s minutes', (minutes) => {
    const { status, stderr } = interop(`--minutes=${minutes}`);
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: `interop: --minutes must be a number of minutes, not "${minutes}".\n`,
    });
  });
});

describe('renderPage', () => {
  it('shows signs of Markdown and HTML as they are, outside code and in it', () => {
    const subject = { title: 'Title', introduction: '', tables: [{ title: 'Table', columns: { cell: 'cell' } }] };
    const row = { id: 'a', name: '`<zip>`', version: '1', cell: 'a|b <Info> \\n [a](b) `[c](d)`' };
    expect(renderPage({ ...subject, name: 'x' } as never, { date: '', rows: [row] }, [])).toContain(
      '| `<zip>` | 1 | a\\|b \\<Info> \\\\n [a]\\(b) `[c](d)` |',
    );
  });
});

describe('compareRows', () => {
  const rows = (...list: [id: string, cell?: string][]) => list.map(([id, cell]) => ({ id, ...(cell && { cell }) }));

  it('has nothing to say about the same rows in another order', () => {
    expect(compareRows(rows(['a', '1'], ['b', '2']), rows(['b', '2'], ['a', '1']))).toEqual([]);
  });

  it('shows what was and what is, of each cell', () => {
    expect(compareRows(rows(['a', '1'], ['b']), rows(['a', '2'], ['b', '3']))).toEqual([
      '- a, cell: 1',
      '+ a, cell: 2',
      '- b, cell: (nothing)',
      '+ b, cell: 3',
    ]);
  });

  it('shows rows that are gone or new, but not those that were skipped', () => {
    const before = rows(['gone', '1'], ['skipped', '2']);
    expect(compareRows(before, rows(['new', '3']), new Set(['skipped']))).toEqual([
      '- gone: this row is missing',
      '+ new: {"id":"new","cell":"3"}',
    ]);
    expect(mergeRows(before, rows(['new', '3']), new Set(['skipped']))).toEqual(rows(['new', '3'], ['skipped', '2']));
  });
});

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { RUNNER_ERROR_CODES } from '@actionrunner/core';
import { SECTIONS } from './support/list.js';
import { legend, markdownOf } from './support/render.js';

const page = readFileSync(fileURLToPath(new URL('../../docs/reference/faults.md', import.meta.url)), 'utf8');

/** Codes that no client sees: two keep the command from starting, with the third it ends before it could answer. */
const NEVER_SENT = ['ERR_RUNNER_OPTION', 'ERR_RUNNER_LISTEN', 'ERR_RUNNER_ABORTED'];

describe('the fault table in the documentation', () => {
  it('explains the states that the tests prove', () => {
    expect(rowsOf('State afterwards').slice(2)).toEqual(legend());
  });

  it('has the sections of the tests, in their order', () => {
    const titles = [...page.matchAll(/^## (.*)$/gm)].map(([, title]) => title);
    expect(titles).toEqual(['How to read it', 'State afterwards', ...SECTIONS.map(({ title }) => title)]);
  });

  it.each(SECTIONS)('has a row for each test of: $title', (section) => {
    expect(rowsOf(section.title)).toEqual(tableIn(markdownOf(section)));
  });

  it('gives each fault of a section a name of its own', () => {
    const names = SECTIONS.flatMap(({ title, faults }) => faults.map(({ name }) => `${title}: ${name}`));
    expect(new Set(names).size).toBe(names.length);
  });

  it('has a row for each error code that a client may see', () => {
    const codes = RUNNER_ERROR_CODES.filter((code) => !NEVER_SENT.includes(code));
    const tables = SECTIONS.map(markdownOf).join('');
    expect(codes.filter((code) => !tables.includes(`\`${code}\``))).toEqual([]);
  });
});

function rowsOf(title: string): string[] {
  const start = page.indexOf(`## ${title}\n`);
  const end = page.indexOf('\n## ', start);
  return tableIn(page.slice(start, end < 0 ? undefined : end));
}

function tableIn(text: string): string[] {
  return text.split('\n').filter((line) => line.startsWith('|'));
}

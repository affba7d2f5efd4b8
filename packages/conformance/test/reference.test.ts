import * as fs from 'node:fs';
import * as path from 'node:path';
import { createCaseTables, createSampleTable, createSupportTable } from '../src/case-tables.js';
import { CASES } from '../src/cases/all.js';

const PAGE = path.join(__dirname, '../../../docs/reference/conformance.md');

/** Text between the marks of a part. */
function part(name: string): string | undefined {
  const text = fs.readFileSync(PAGE, 'utf8');
  return new RegExp(`<!-- generated: ${name} -->\n\n(.*?)\n<!-- end -->`, 's').exec(text)?.[1];
}

test('the page lists all cases, samples and abilities; `npm run conformance:docs` writes them', () => {
  expect(part('cases')).toBe(createCaseTables(CASES));
  expect(part('samples')).toBe(createSampleTable());
  expect(part('supports')).toBe(createSupportTable());
});

test('every case has an id of its own, in kebab case and after its group', () => {
  const ids = CASES.map(({ info }) => info.id);
  expect([...new Set(ids)]).toEqual(ids);
  for (const { info } of CASES) expect(info.id).toMatch(new RegExp(`^${info.group}/[a-z0-9]+(-[a-z0-9]+)*$`));
});

test('every case says where its rule comes from and what to do', () => {
  for (const { info } of CASES) {
    expect(info.source).toMatch(/.{5}/);
    expect(info.remedy).toMatch(/^[A-Z].*\.$/s);
    expect(info.title).not.toMatch(/\.$/);
  }
});

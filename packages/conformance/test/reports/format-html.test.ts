import { createHash } from 'node:crypto';
import { formatHtml } from '../../src/reports/html/format-html.js';
import { expectGolden } from './support/golden.js';
import { BAD, GOOD, UGLY } from './support/sample-reports.js';

const between = (text: string, start: string, end: string) => text.split(start)[1]?.split(end)[0] ?? '';
const hash = (text: string) => `sha256-${createHash('sha256').update(text).digest('base64')}`;

describe('formatHtml', () => {
  const page = formatHtml([GOOD, BAD, UGLY]);

  it('is a matrix of cases by target', () => {
    expectGolden('page.txt', `${between(formatHtml([GOOD, BAD]), '<main>\n', '</main>')}`);
  });

  it('allows its own style and script, and nothing else', () => {
    const policy = between(page, 'Content-Security-Policy" content="', '">').replaceAll('&#39;', "'");
    const style = between(page, '<style>', '</style>');
    const script = between(page, '<script>', '</script>');
    expect(policy).toBe(
      `default-src 'none'; style-src '${hash(style)}'; script-src '${hash(script)}'; img-src data:; base-uri 'none'; form-action 'none'`,
    );
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page).not.toMatch(/ style=| on\w+="|<img/);
  });

  it('names no address', () => {
    // Those of a target are text.
    const own = formatHtml([GOOD]);
    expect(own.match(/(?:https?:)?\/\/[a-z]/g)).toBeNull();
    expect(own.match(/(?:src|href)="(?!#)[^"]*/g)).toEqual(['href="data:,']);
  });

  it('bounds what it shows of a target', () => {
    expect(page.length).toBeLessThan(200_000);
    expect(page).toMatch(/… [\d,]+ more characters …/);
  });

  it('shows a case that a report lacks as not run', () => {
    const row = between(page, 'id="loop/acknowledges"', '</tr>');
    expect(row.match(/not run|skipped|passed/g)).toEqual(expect.arrayContaining(['not run', 'skipped']));
  });
});

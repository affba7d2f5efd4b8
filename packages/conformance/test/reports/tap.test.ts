import { Parser } from 'tap-parser';
import { formatTap } from '../../src/reports/tap.js';
import { expectGolden } from './support/golden.js';
import { BAD, GOOD, HOSTILE, makeReport, UGLY } from './support/sample-reports.js';

/** What a parser reads, without the harness's own words. */
function parse(text: string) {
  const asserts: { ok: boolean; name: string; todo: unknown; skip: unknown; diag: unknown }[] = [];
  const strays: string[] = [];
  const parser = new Parser({ strict: true });
  parser.on('assert', ({ ok, name, todo, skip, diag }) => asserts.push({ ok, name, todo, skip, diag }));
  parser.on('extra', (line: string) => strays.push(line));
  parser.end(text);
  return { results: parser.results, asserts, strays };
}

describe('formatTap', () => {
  it('is TAP 14, with a directive for what does not decide', () => {
    expectGolden('bad.tap', formatTap(BAD));
  });

  it('is read by a parser, which finds the same results', () => {
    const { results, asserts, strays } = parse(formatTap(BAD));
    expect({ strays, failures: results?.failures.map(({ id }) => id), plan: results?.plan.end }).toEqual({
      strays: [],
      failures: [2],
      plan: 8,
    });
    expect(results).toMatchObject({ ok: false, pass: 5, fail: 3, todo: 2, skip: 1, count: 8 });
    expect(asserts[4]?.name).toBe('run/keeps-digits: Numbers keep all their digits # and \\ and </title>');
    expect(asserts[7]?.skip).toBe('The manifest has no sample "loop".');
    expect(asserts[1]?.diag).toMatchObject({
      severity: 'required',
      remedy: 'Answer as the platform expects: see "init/refuses-a-second-init".',
      expected: '200 with {"name":"James"}',
      requests: [
        { request: expect.stringMatching(/^POST \/init\n/), answer: '200\n{"ok":true}\n' },
        { request: expect.stringMatching(/^POST \/run\n/), answer: expect.stringMatching(/^502\n/) },
      ],
      stdout: expect.stringMatching(/^started\nXXX/),
      stderr: '',
    });
  });

  it('fails recommended cases when they decide, too', () => {
    expect(parse(formatTap(BAD, { strict: true })).results).toMatchObject({ todo: 1, fail: 3 });
    expect(parse(formatTap(GOOD, { strict: true })).results).toMatchObject({ ok: true, skip: 1 });
  });

  it('contains what a target says in YAML', () => {
    const { results, asserts, strays } = parse(formatTap(UGLY));
    expect({ strays, count: results?.count, failures: results?.failures.length }).toEqual({
      strays: [],
      count: 6,
      failures: 1,
    });
    const { stdout, stderr } = (asserts[3]?.diag ?? {}) as Record<string, string>;
    expect(stdout?.split('\n')[0]).toBe(HOSTILE.split('\n')[0]);
    expect(stdout).toContain('\n\tindented\n');
    expect(stderr).toMatch(/\n… [\d,]+ more characters …\n/);
  });

  it.each([
    ['an indented first line', '  a\nb'],
    ['an empty first line', '\na'],
    ['empty lines', 'a\n\n\nb\n\n'],
    ['a tab', '\ta\nb'],
    ['an indicator', '|\n- a\n? b'],
    ['a document', '---\n...\n%YAML 1.2'],
  ])('keeps %s', (_, text) => {
    const evidence = {
      requests: [{ request: text, answer: text }],
      stdout: text,
      stderr: '',
      expected: text,
      actual: 'x',
    };
    const { asserts, strays } = parse(formatTap(makeReport({ kind: 'url', name: 'x' }, ['failed'], evidence)));
    const diag = asserts[0]?.diag as typeof evidence;
    const trimmed = (read: string) => read.replace(/\n+$/, '');
    expect(strays).toEqual([]);
    expect([diag.stdout, diag.expected, diag.requests[0]?.answer].map((read) => trimmed(read ?? ''))).toEqual(
      [text, text, text].map(trimmed),
    );
  });

  it('says that no case was selected', () => {
    const { results } = parse(formatTap({ ...GOOD, results: [] }));
    expect(results).toMatchObject({ ok: true, count: 0, plan: { skipAll: true } });
  });
});

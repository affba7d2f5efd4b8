import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { formatJunit } from '../../src/reports/junit.js';
import { expectGolden } from './support/golden.js';
import { BAD, UGLY } from './support/sample-reports.js';

interface Element {
  readonly name: string;
  readonly attributes: Record<string, string>;
  text: string;
}

/** The elements of a document in order. @throws for anything but well-formed XML */
function parse(text: string): Element[] {
  const elements: Element[] = [];
  const open: Element[] = [];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }: SaxesTagPlain) => {
    const element = { name, attributes, text: '' };
    elements.push(element);
    open.push(element);
  });
  parser.on('text', (part) => {
    const last = open.at(-1);
    if (last) last.text += part;
  });
  parser.on('closetag', () => open.pop());
  parser.write(text).close();
  return elements;
}

describe('formatJunit', () => {
  it('has a suite for each group, and the evidence of failures', () => {
    expectGolden('bad.xml', formatJunit(BAD));
  });

  it.each([
    [{}, { tests: '8', failures: '1', errors: '0', skipped: '3' }],
    [{ strict: true }, { tests: '8', failures: '2', errors: '0', skipped: '2' }],
  ])('counts as it is judged: %j', (judgement, counts) => {
    const elements = parse(formatJunit(BAD, judgement));
    expect(elements[0]).toMatchObject({ name: 'testsuites', attributes: counts });
    const sum = (name: string) =>
      elements
        .filter((element) => element.name === 'testsuite')
        .reduce((total, { attributes }) => total + Number(attributes[name]), 0);
    for (const [name, count] of Object.entries(counts)) {
      expect({ name, sum: String(sum(name)) }).toEqual({ name, sum: count });
    }
    const found = (name: string) => String(elements.filter((element) => element.name === name).length);
    expect([found('testcase'), found('failure'), found('skipped')]).toEqual([
      counts.tests,
      counts.failures,
      counts.skipped,
    ]);
  });

  it('is well-formed whatever a target says', () => {
    const elements = parse(formatJunit(UGLY));
    const failure = elements.find(({ name }) => name === 'failure');
    expect(failure?.text).toContain('</script><script>alert(1)</script>');
    expect(failure?.text).toContain(
      '␛[31mred␛[0m ␀␇\\u{9b}\\u{202e}right to left\\u{fffe}\\u{ffff}\ufffd half \u{1F600}',
    );
    expect(failure?.text).toMatch(/… [\d,]+ more characters …/);
    expect(elements.every(({ name }) => !['script', 'img'].includes(name))).toBe(true);
  });
});

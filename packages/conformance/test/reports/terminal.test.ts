import { createProgress, formatTerminal, type ProgressStream } from '../../src/reports/terminal.js';
import { expectGolden } from './support/golden.js';
import { BAD, GOOD, makeReport, UGLY } from './support/sample-reports.js';

/** Collects what is written. */
function makeStream(options: Omit<ProgressStream, 'write'>) {
  const texts: string[] = [];
  return { ...options, write: (text: string) => texts.push(text), read: () => texts.join('') };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about
const CONTROLS = /[\u0000-\u0009\u000b-\u001a\u001c-\u001f\u007f-\u009f]/;

describe('formatTerminal', () => {
  it('shows failing cases with their evidence, what was skipped, and the verdict', () => {
    expectGolden('bad.txt', formatTerminal(BAD, { colors: false }));
  });

  it('shows a target that conforms in a few lines', () => {
    expectGolden('good.txt', formatTerminal(GOOD, { colors: false }));
  });

  it('names a group of which all cases are skipped for one reason, and the case to begin with', () => {
    const [first, ...rest] = BAD.results;
    const failed = { ...first, outcome: 'failed', case: { ...first?.case, id: 'run/answers-result' } };
    const skipped = rest.slice(3).map((result) => ({ ...result, outcome: 'skipped', reason: 'no time' }));
    const text = formatTerminal(
      { ...BAD, results: [failed, ...rest.slice(0, 3), ...skipped] as never },
      { colors: false },
    );
    expect(text).toContain('skipped: no time\n    run/keeps-digits, logs: all 2, loop/acknowledges\n');
    expect(text).toContain('Begin with run/answers-result: most of the other cases need what it tests.\n');
  });

  it('does not call a target conforming of which nothing was seen', () => {
    const report = makeReport({ kind: 'url', name: 'x' }, ['skipped', 'skipped'], {} as never);
    expect(formatTerminal(report, { colors: false })).toContain('x does not conform: no case passed.');
  });

  it('passes no control of a target on to the terminal', () => {
    const text = formatTerminal(UGLY, { colors: false });
    expect(text.replaceAll('\t', '')).not.toMatch(CONTROLS);
    expect(text).not.toContain('\u001B');
    expect(text.length).toBeLessThan(20_000);
  });

  it('has colors on request only', () => {
    expect(formatTerminal(BAD, { colors: true })).toContain('\u001B[31mfailed \u001B[0m');
    expect(formatTerminal(BAD, { colors: true })).toContain('\u001B[33mfailed \u001B[0m  logs/dates');
    expect(formatTerminal(BAD, { colors: true, strict: true })).not.toContain('\u001B[33mfailed \u001B[0m  init/');
  });
});

describe('createProgress', () => {
  it('writes a line for each case where there is no terminal', () => {
    const stream = makeStream({});
    const { onResult, clear } = createProgress(stream);
    for (const result of BAD.results) onResult(result);
    clear();
    expectGolden('progress.txt', stream.read());
  });

  it('has one line that changes on a terminal, and lines for failures', () => {
    const stream = makeStream({ isTTY: true, columns: 40, hasColors: () => false });
    const { onResult, clear } = createProgress(stream);
    for (const result of BAD.results) onResult(result);
    clear();
    const lines = stream.read().split('\r\u001B[2K');
    expect(lines.filter((line) => line.startsWith('failed'))).toHaveLength(3);
    expect(lines.at(-2)).toBe('4 passed, 3 failed, 1 skipped  loop/ack');
    expect(lines.at(-1)).toBe('');
  });

  it('says at once how many cases there are, and how many are over', () => {
    const stream = makeStream({ isTTY: true });
    const { onResult, clear } = createProgress(stream, { total: 8 });
    onResult(GOOD.results[0] as never);
    clear();
    clear();
    const lines = ['0 of 8: the first cases run', '1 of 8: 1 passed, 0 failed, 0 skipped  init/accepts-code', ''];
    expect(stream.read()).toBe(lines.join('\r\u001B[2K'));
  });

  it.each([{}, { columns: 0 }])('shows the line on a terminal of unknown size: %j', (size) => {
    const stream = makeStream({ isTTY: true, ...size });
    createProgress(stream).onResult(GOOD.results[0] as never);
    expect(stream.read()).toBe('1 passed, 0 failed, 0 skipped  init/accepts-code');
  });

  it.each([true, false])('has colors where the terminal has them: %p', (colors) => {
    const stream = makeStream({ isTTY: true, hasColors: () => colors });
    createProgress(stream).onResult(BAD.results[1] as never);
    expect(stream.read().includes('\u001B[31mfailed')).toBe(colors);
  });
});

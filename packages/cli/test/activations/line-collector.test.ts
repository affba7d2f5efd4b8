import { LineCollector } from '../../src/activations/line-collector.js';

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z /;

function collect(...writes: (readonly ['stdout' | 'stderr', string | Buffer])[]): string[] {
  const collector = new LineCollector();
  for (const [stream, bytes] of writes) {
    collector.add(stream, Buffer.from(bytes));
  }
  return collector.finish().map((line) => {
    expect(line).toMatch(TIME);
    return line.replace(TIME, '');
  });
}

it('has a line for each line of each stream, however it was written', () => {
  expect(collect(['stdout', 'a'], ['stderr', 'x\ny'], ['stdout', 'b\nc\r\n\n'], ['stderr', 'z'])).toEqual([
    'stderr: x',
    'stdout: ab',
    'stdout: c',
    'stdout: ',
    'stderr: yz',
  ]);
});

it('joins a character that was written in two pieces', () => {
  const bytes = Buffer.from('ü\n');
  expect(collect(['stdout', bytes.subarray(0, 1)], ['stdout', bytes.subarray(1)])).toEqual(['stdout: ü']);
});

it('keeps 10 MiB and says that there was more', () => {
  const line = `${'a'.repeat(1024 * 1024 - 1)}\n`;
  const lines = collect(...Array.from({ length: 12 }, () => ['stdout', line] as const));
  expect(lines.length).toBeLessThanOrEqual(12);
  expect(lines.reduce((sum, { length }) => sum + length, 0)).toBeLessThan(10.1 * 1024 * 1024);
  expect(lines.at(-1)).toBe(
    'stderr: Logs were truncated because the total bytes size exceeds the limit of 10485760 bytes.',
  );
});

import { formatJson } from '../../src/reports/json.js';
import { BAD, UGLY } from './support/sample-reports.js';

describe('formatJson', () => {
  it.each([BAD, UGLY])('is the report: $target.name', (report) => {
    expect(JSON.parse(formatJson(report))).toEqual(report);
  });

  it('is UTF-8 even with half a surrogate pair', () => {
    expect(Buffer.from(formatJson(UGLY)).toString()).toBe(formatJson(UGLY));
  });
});

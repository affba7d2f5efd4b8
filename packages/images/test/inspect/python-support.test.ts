import { checkPythonSupport } from '../../src/inspect/live/python-support.js';

const TODAY = new Date('2026-11-21T12:00:00Z');

describe('the support of Python', () => {
  it.each([
    ['', false, 'python3 is not on the path'],
    ['2.7.18', false, 'it is Python 2.7.18'],
    ['3.9.2', false, 'Python 3.9.2 is no longer supported'],
    ['3.10.12', false, 'support for Python 3.10.12 ended on 2026-10-31'],
    ['3.11.2', true, 'Python 3.11.2, supported until 2027-10-31'],
    ['3.19.0', true, 'Python 3.19.0'],
  ])('"%s" on a day of November 2026: %s', (version, holds, found) => {
    expect(checkPythonSupport(version, TODAY)).toEqual({ holds, found });
  });

  it('lasts until the end of its last day', () => {
    expect(checkPythonSupport('3.11.2', new Date('2027-10-31T20:00:00Z')).holds).toBe(true);
    expect(checkPythonSupport('3.11.2', new Date('2027-11-01T00:00:00Z')).holds).toBe(false);
  });
});

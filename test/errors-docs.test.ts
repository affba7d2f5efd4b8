import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { RUNNER_ERROR_CODES, RunnerError } from '@actionrunner/core';
import { getStatus } from '@actionrunner/http';

const page = readFileSync(fileURLToPath(new URL('../docs/reference/errors.md', import.meta.url)), 'utf8');

describe('the table of error codes in the documentation', () => {
  it('lists every code in order, with its phase and HTTP status', () => {
    const rows = [...page.matchAll(/^\| `(ERR_\w+)` \| (\w+) \| (\d+) \|/gm)].map(([, ...cells]) => cells);
    const expected = RUNNER_ERROR_CODES.map((code) => [code, new RunnerError(code).phase, String(getStatus(code))]);
    expect(rows).toEqual(expected);
  });
});

import { STATUS_CODES } from 'node:http';
import { RUNNER_ERROR_CODES } from '@actionrunner/core';
import { getPhrase, getStatus } from '../../src/exchange/status.js';

test('the phrase of each status is that of Node.js', () => {
  const statuses = [200, 408, 431, ...RUNNER_ERROR_CODES.map(getStatus)];
  expect(statuses.map(getPhrase)).toEqual(statuses.map((status) => STATUS_CODES[status]));
});

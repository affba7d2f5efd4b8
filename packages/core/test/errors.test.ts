import { isRunnerError, messageOf, RUNNER_ERROR_CODES, RunnerError, systemCode } from '../src/errors.js';

describe('the error table', () => {
  test.each(RUNNER_ERROR_CODES)('%s has a phase and a sentence fit for an answer', (code) => {
    const error = new RunnerError(code);
    expect(code).toMatch(/^ERR_RUNNER_[A-Z_]+$/);
    expect(error.phase).toMatch(/^[a-z]+$/);
    expect(error.message).toMatch(/^[A-Z].*\.$/);
  });

  test.each([
    ['ERR_RUNNER_ALREADY_INITIALIZED', 'Cannot initialize the action more than once.'],
    ['ERR_RUNNER_NO_BINARY', 'The action failed to generate or locate a binary. See logs for details.'],
    ['ERR_RUNNER_NOT_READY', 'The action failed to locate a binary. See logs for details.'],
    ['ERR_RUNNER_RUN_ARGUMENT', 'The action did not receive a dictionary or array as an argument.'],
    ['ERR_RUNNER_RESULT_INVALID', 'The action did not return a dictionary or array.'],
  ] as const)('%s says literally what the platform expects', (code, sentence) => {
    expect(new RunnerError(code).message).toBe(sentence);
  });
});

describe('RunnerError', () => {
  test('takes a message, a cause, a detail and a phase of its own', () => {
    const cause = new Error('disk full');
    const error = new RunnerError('ERR_RUNNER_BUILD', 'cc failed.', { cause, detail: 'more', phase: 'epilogue' });
    expect(error).toMatchObject({
      name: 'RunnerError',
      code: 'ERR_RUNNER_BUILD',
      message: 'cc failed.',
      detail: 'more',
      phase: 'epilogue',
      cause,
    });
  });

  test('has no cause where none is given, and keeps one that is undefined', () => {
    expect('cause' in new RunnerError('ERR_RUNNER_FAULT')).toBe(false);
    expect('cause' in new RunnerError('ERR_RUNNER_FAULT', undefined, { cause: undefined })).toBe(true);
  });
});

describe('isRunnerError', () => {
  test('recognises errors of another copy of the package', () => {
    let other: typeof RunnerError | undefined;
    jest.isolateModules(() => {
      other = (jest.requireActual('../src/errors.js') as { RunnerError: typeof RunnerError }).RunnerError;
    });
    const error = new (other as typeof RunnerError)('ERR_RUNNER_BUILD');
    expect(error).not.toBeInstanceOf(RunnerError);
    expect(isRunnerError(error)).toBe(true);
  });

  test('takes nothing else for one', () => {
    const lookalike = Object.assign(new Error('text'), {
      name: 'RunnerError',
      code: 'ERR_RUNNER_BUILD',
      phase: 'build',
    });
    expect([lookalike, {}, null, undefined, 'ERR_RUNNER_BUILD'].some(isRunnerError)).toBe(false);
    expect(isRunnerError(new RunnerError('ERR_RUNNER_BUILD'))).toBe(true);
  });

  test('the mark does not show when an error is printed', () => {
    expect(Object.keys(new RunnerError('ERR_RUNNER_BUILD')).sort()).toEqual([
      'code',
      'detail',
      'name',
      'phase',
      'reason',
    ]);
  });
});

test('messageOf reads anything that can be thrown', () => {
  expect([new Error('text'), 'text', undefined, null, 7, Object.create(null)].map(messageOf)).toEqual([
    'text',
    'text',
    'undefined',
    'null',
    '7',
    '[object Object]',
  ]);
});

test('systemCode reads the code of system errors only', () => {
  const thrown = [Object.assign(new Error(), { code: 'ENOENT' }), { code: 7 }, new Error(), null, undefined, 'ENOENT'];
  expect(thrown.map(systemCode)).toEqual(['ENOENT', undefined, undefined, undefined, undefined, undefined]);
});

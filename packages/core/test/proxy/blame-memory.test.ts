import { RUNNER_ERROR_CODES, RunnerError } from '../../src/errors.js';
import { blameMemory } from '../../src/proxy/attempt.js';

const SYMPTOMS = ['ERR_RUNNER_CRASHED', 'ERR_RUNNER_RESULT_INVALID', 'ERR_RUNNER_BUILD', 'ERR_RUNNER_START'];
const killed = () => true;

describe('blameMemory', () => {
  test('leaves an error as it is when nothing was killed', () => {
    const error = new RunnerError('ERR_RUNNER_CRASHED');
    expect(blameMemory(error, () => false)).toBe(error);
  });

  test.each(SYMPTOMS)('names memory that was exhausted meanwhile as the cause of %s', (code) => {
    const error = new RunnerError(code as (typeof RUNNER_ERROR_CODES)[number], 'failed', { phase: 'build' });
    const message = 'The action exhausted its memory and was aborted.';
    expect(blameMemory(error, killed)).toMatchObject({
      code: 'ERR_RUNNER_MEMORY',
      phase: 'build',
      message,
      detail: message,
      cause: error,
    });
  });

  test('leaves an error that has a cause of its own as it is', () => {
    for (const code of RUNNER_ERROR_CODES.filter((each) => !SYMPTOMS.includes(each))) {
      const error = new RunnerError(code);
      expect(blameMemory(error, killed)).toBe(error);
    }
  });

  test('anything else that a hook throws is a fault of the runtime, with its stack for the logs', () => {
    const error = new TypeError('no function');
    expect(blameMemory(error, killed)).toMatchObject({
      code: 'ERR_RUNNER_FAULT',
      message: 'The runtime failed: no function',
      detail: error.stack,
      cause: error,
    });
    expect(blameMemory('text', killed)).toMatchObject({
      code: 'ERR_RUNNER_FAULT',
      message: 'The runtime failed: text',
      detail: 'text',
      cause: 'text',
    });
  });
});

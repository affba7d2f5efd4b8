import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RUNNER_ERROR_CODES, RunnerError } from '../../src/errors.js';
import { MemoryKills } from '../../src/process/oom-kills.js';
import { explained } from '../../src/proxy/blame-memory.js';
import { makeSandbox, type Sandbox } from '../support/tree.js';

const SYMPTOMS = ['ERR_RUNNER_CRASHED', 'ERR_RUNNER_RESULT_INVALID', 'ERR_RUNNER_BUILD', 'ERR_RUNNER_START'];

describe('explained', () => {
  let sandbox: Sandbox;
  let memory: MemoryKills;
  beforeEach(() => {
    sandbox = makeSandbox();
    setKills(1);
    const cgroup = join(sandbox.outside, 'cgroup');
    writeFileSync(cgroup, '0::/\n');
    memory = new MemoryKills(cgroup, sandbox.directory);
  });
  afterEach(async () => {
    memory.close();
    await sandbox.remove();
  });

  const setKills = (kills: number) => writeFileSync(join(sandbox.directory, 'memory.events'), `oom_kill ${kills}\n`);
  /** Fails, after the kernel has killed something. */
  const failKilled = (error: unknown) => async () => {
    setKills(2);
    throw error;
  };

  test('hands on what the work gives, and an error that has nothing to do with memory', async () => {
    expect(await explained(memory, async () => 1)).toBe(1);
    const error = new RunnerError('ERR_RUNNER_CRASHED');
    await expect(explained(memory, () => Promise.reject(error))).rejects.toBe(error);
  });

  test.each(SYMPTOMS)('memory that was exhausted meanwhile is named as the cause of %s', async (code) => {
    const error = new RunnerError(code as (typeof RUNNER_ERROR_CODES)[number], 'failed', { phase: 'build' });
    const message = 'The action exhausted its memory and was aborted.';
    await expect(explained(memory, failKilled(error))).rejects.toMatchObject({
      code: 'ERR_RUNNER_MEMORY',
      phase: 'build',
      message,
      detail: message,
      cause: error,
    });
  });

  test('an error that has a cause of its own stays what it is', async () => {
    for (const code of RUNNER_ERROR_CODES.filter((each) => !SYMPTOMS.includes(each))) {
      setKills(1);
      const error = new RunnerError(code);
      await expect(explained(memory, failKilled(error))).rejects.toBe(error);
    }
  });

  test('work that succeeds although something was killed has succeeded', async () => {
    const work = async () => {
      setKills(2);
      return 'fine';
    };
    expect(await explained(memory, work)).toBe('fine');
  });

  test('what a hook throws that is no error of ours is a fault of the runtime, with its stack for the logs', async () => {
    const error = new TypeError('no function');
    await expect(explained(memory, () => Promise.reject(error))).rejects.toMatchObject({
      code: 'ERR_RUNNER_FAULT',
      message: 'The runtime failed: no function',
      detail: error.stack,
      cause: error,
    });
    await expect(explained(memory, () => Promise.reject('text'))).rejects.toMatchObject({
      code: 'ERR_RUNNER_FAULT',
      message: 'The runtime failed: text',
      detail: 'text',
      cause: 'text',
    });
  });
});

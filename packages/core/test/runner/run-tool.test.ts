import { RunnerError } from '../../src/errors.js';
import type { InitMessage } from '../../src/protocol/messages.js';
import { ActionRunner } from '../../src/runner/action-runner.js';
import { makeActivation } from '../support/memory-log-sink.js';
import { initialize } from '../support/messages.js';
import { setUpSandbox } from '../support/tree.js';

/** Its code is a shell script that builds. */
class BuildingRunner extends ActionRunner {
  protected override async build(message: InitMessage): Promise<void> {
    await this.compile(message.main === 'main' ? 'sh' : message.main, ['exec']);
  }

  compileNow(): Promise<void> {
    return this.compile('true', []);
  }
}

describe('compile', () => {
  const sandbox = setUpSandbox();
  let runner: BuildingRunner;
  let activation: ReturnType<typeof makeActivation>;
  beforeEach(() => {
    runner = new BuildingRunner({ directory: sandbox.directory });
    activation = makeActivation();
  });

  const build = (code: string, main = 'main') => initialize(runner, { code, main }, activation);

  test('runs in the action directory, its whole output in the logs', async () => {
    await build('pwd; echo warning >&2; cat');
    expect([activation.sink.stdout, activation.sink.stderr]).toEqual([`${sandbox.directory}\n`, 'warning\n']);
  });

  test('quotes the first lines of stderr when the tool fails, and logs all of them', async () => {
    await expect(build('echo out; printf "1\\n\\n2\\n3\\n4\\n" >&2; exit 3')).rejects.toMatchObject({
      code: 'ERR_RUNNER_BUILD',
      phase: 'build',
      message: 'sh failed with exit status 3: 1\n2\n3',
    });
    expect([activation.sink.stdout, activation.sink.stderr]).toEqual(['out\n', '1\n\n2\n3\n4\n']);
  });

  test('quotes stdout when stderr is empty, and nothing when both are', async () => {
    await expect(build('echo out; exit 1')).rejects.toThrow(/^sh failed with exit status 1: out$/);
    await expect(build('exit 1')).rejects.toThrow(/^sh failed with exit status 1\.$/);
  });

  test('quotes a bounded part of endless diagnostics, and logs all of it', async () => {
    const failed = build(`head -c 1000000 /dev/zero | tr '\\0' x >&2; exit 1`);
    await expect(failed).rejects.toMatchObject({ message: expect.stringMatching(/^.{1000,9000}$/) });
    expect(activation.sink.bytes('stderr')).toHaveLength(1_000_000);
  });

  test('names the signal that ended the tool', async () => {
    await expect(build('kill -SEGV $$')).rejects.toThrow('sh was killed by SIGSEGV.');
  });

  test('a tool that does not exist fails the build', async () => {
    await expect(build('', 'no-such-compiler')).rejects.toMatchObject({
      code: 'ERR_RUNNER_BUILD',
      message: 'no-such-compiler is needed to build this action, but it is not installed here.',
    });
  });

  test('quotes the first error where warnings come before it', async () => {
    const lines = ['a.c:1: warning: odd', 'a.c:2: warning: odder', 'a.c:3: error: wrong', 'here', '^'];
    await expect(build(`printf '%s\\n' '${lines.join("' '")}' >&2; exit 1`)).rejects.toThrow(
      'sh failed with exit status 1: a.c:3: error: wrong\nhere\n^',
    );
  });

  test('an abort ends the tool', async () => {
    activation = makeActivation(AbortSignal.abort(new RunnerError('ERR_RUNNER_DEADLINE')));
    await expect(build('sleep 60')).rejects.toMatchObject({ code: 'ERR_RUNNER_DEADLINE' });
  });

  test('is for the time of an init only', async () => {
    await build('true');
    await expect(runner.compileNow()).rejects.toMatchObject({
      code: 'ERR_RUNNER_FAULT',
    });
  });
});

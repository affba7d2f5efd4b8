import { setUpCommandSandbox } from '../../../core/test/support/command-sandbox.js';
import { run, runHere } from '../support/command.js';

describe('invoke --timeout', () => {
  const sandbox = setUpCommandSandbox();

  it.each(['-t', '--timeout'])('%s ends an action that runs longer: exit code 2', async (option) => {
    sandbox.write('long.sh', 'echo begins >&2\nsleep 300\n');
    const invoke = (limit: number) => run(sandbox, ['invoke', 'long.sh', option, String(limit)]);
    let limit = 1_234;
    let ended = await invoke(limit);
    // On a busy machine the init may take all of it, or the request a part that changes what is read from its deadline, or the start of bash.
    const isReached = () => /^begins$/m.test(ended.stderr) && ended.stderr.includes(`limits of ${limit} milliseconds.`);
    while (!isReached() && limit < 30_000) {
      limit *= 5;
      ended = await invoke(limit);
    }
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    const sentence = `The action exceeded its time limits of ${limit} milliseconds\\.`;
    expect(ended.stderr).toMatch(
      new RegExp(`^begins\nactionrunner: the action failed: ${sentence} \\(HTTP status 502\\)\n$`),
    );
  });

  it('ends an init that takes longer, too', async () => {
    // It never says that it is ready.
    sandbox.write('loop', '#!/bin/bash\n# __OW_WAIT_FOR_ACK\nsleep 300\n');
    const invoke = (limit: number) => run(sandbox, ['invoke', 'loop', '--runner', 'loop', '-t', String(limit)]);
    let limit = 1_234;
    let ended = await invoke(limit);
    while (!ended.stderr.includes(`limits of ${limit} milliseconds `) && limit < 30_000) {
      limit *= 5;
      ended = await invoke(limit);
    }
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    const sentence = `The action exceeded its time limits of ${limit} milliseconds during initialization\\.`;
    expect(ended.stderr).toMatch(
      new RegExp(`^actionrunner: the action could not be initialized: ${sentence} \\(HTTP status 502\\)$`, 'm'),
    );
  });

  it('is a minute by default, and may be longer than a timer can be', async () => {
    sandbox.write('deadline.sh', 'echo "[$__OW_DEADLINE]"\n');
    for (const [args, limit] of [
      [[], 60_000],
      [['-t', '999999999999'], 999_999_999_999],
    ] as const) {
      const before = Date.now();
      const { code, stdout } = await run(sandbox, ['invoke', 'deadline.sh', ...args]);
      const [deadline] = JSON.parse(stdout) as [number];
      // It was received in the meantime.
      expect({ code, early: deadline < before + limit, late: deadline > Date.now() + limit }).toEqual({
        code: 0,
        early: false,
        late: false,
      });
    }
  });

  it.each(['0', '-1', '1.5', '1e3', '10s', 'soon', '', '9999999999999999'])('%j is wrong usage', async (value) => {
    sandbox.write('echo.sh', 'echo "$1"\n');
    expect(await runHere(sandbox, ['invoke', 'echo.sh', '--timeout', value])).toEqual({
      code: 3,
      signal: null,
      stdout: '',
      stderr: `actionrunner: --timeout must be a number of milliseconds, not "${value}".\n`,
    });
  });
});

import { setUpCommandSandbox } from '../../../core/test/support/command-sandbox.js';
import type { ActivationRecord } from '../../src/activations/activation-record.js';
import { eventually, run, start } from '../support/command.js';
import { leftContainers, WITH_ENGINE } from '../support/engine.js';

const sandbox = setUpCommandSandbox();
afterEach(async () => expect(await leftContainers()).toEqual([]));

it('dev runs each saved version in a new container of the image, shows a broken one, and leaves none', async () => {
  const save = (n: number) => sandbox.write('a.sh', `echo log ${n} >&2; echo '{"n":${n}}'\n`);
  save(1);
  const { child, output, ended } = start(sandbox, ['dev', 'a.sh', '--image', 'actionrunner/bash:0.1'], WITH_ENGINE);
  await eventually('the first result', () => output.stderr.includes('\nok: '));
  sandbox.write('a.sh', 'if\n');
  await eventually('what failed', () => output.stderr.includes('the action could not be initialized'));
  save(2);
  await eventually('the second result', () => output.stderr.split('\nok: ').length > 2);
  expect(output.stdout).toBe('{\n    "n": 1\n}\n{\n    "n": 2\n}\n');
  expect(output.stderr).toMatch(/^log 1$[\s\S]*^a\.sh: line 2: syntax error[\s\S]*^log 2$/m);
  child.kill('SIGINT');
  expect(await ended).toMatchObject({ code: 130 });
});

it('dev names the limit of an action that exhausted its memory, and records it', async () => {
  sandbox.write('greedy.sh', 'head -c 300m /dev/zero | tail\n');
  const args = ['dev', 'greedy.sh', '--image', 'actionrunner/bash:0.1', '--memory', '100'];
  const { child, output, ended } = start(sandbox, args, WITH_ENGINE);
  await eventually('what failed', () => output.stderr.includes('(HTTP status 502)'));
  child.kill('SIGINT');
  expect(await ended).toMatchObject({ code: 130 });
  expect(output.stderr).toContain('aborted. Its limit is 100 MB (--memory). (HTTP status 502)');
  const { stdout } = await run(sandbox, ['activations', 'get', '--last', '--json']);
  const { annotations, response } = JSON.parse(stdout) as ActivationRecord;
  expect(annotations).toContainEqual({
    key: 'limits',
    value: { concurrency: 1, logs: 10, memory: 100, timeout: 60_000 },
  });
  expect(response).toMatchObject({
    status: 'action developer error',
    result: { error: 'The action exhausted its memory and was aborted.' },
  });
});

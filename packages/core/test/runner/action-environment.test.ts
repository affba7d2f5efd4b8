import type { ActionResult, InitMessage } from '../../src/protocol/messages.js';
import { ActionRunner } from '../../src/runner/action-runner.js';
import { makeActivation } from '../support/memory-log-sink.js';
import { activate, bodyOf, initialize } from '../support/messages.js';
import { setUpSandbox } from '../support/tree.js';

/** Lets its builds print variables, and answers with its environment. */
class EnvironmentRunner extends ActionRunner {
  protected override async build(message: InitMessage): Promise<void> {
    await this.compile('sh', ['-c', `echo ${message.main}`]);
  }

  protected override async run(...[, env]: Parameters<ActionRunner['run']>): Promise<ActionResult> {
    return { ...env };
  }
}

describe('the environment', () => {
  const sandbox = setUpSandbox();
  let runner: EnvironmentRunner;
  const PATH = process.env['PATH'];
  beforeEach(() => {
    runner = new EnvironmentRunner({
      directory: sandbox.directory,
      environment: {
        PATH,
        A: 'container',
        B: 'container',
        __OW_API_HOST: 'container',
        __OW_X: 'container',
        GONE: undefined,
      },
    });
  });

  const env = { A: 'init', N: 1, __OW_X: 'init', __OW_API_KEY: 'secret of the init' };

  test('of an activation: container, then init, then its own message', async () => {
    await initialize(runner, { code: 'x', env });
    expect(await activate(runner, bodyOf({ activation_id: '1', x: 'message' }))).toEqual({
      PATH,
      A: 'init',
      B: 'container',
      N: '1',
      __OW_API_HOST: 'container',
      __OW_X: 'message',
      __OW_ACTIVATION_ID: '1',
    });
  });

  test('numbers of the context keep their digits', async () => {
    const body = Buffer.from('{"big":12345678901234567890,"exact":1.0,"value":{}}');
    expect(await activate(runner, body)).toMatchObject({ __OW_BIG: '12345678901234567890', __OW_EXACT: '1.0' });
  });

  test('more variables than a process takes are left out, with one line that says how many', async () => {
    const fields = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`field${index}`, index]));
    const activation = makeActivation();
    const result = (await activate(runner, bodyOf(fields), activation)) as Record<string, string>;
    expect(result).toMatchObject({ PATH, __OW_FIELD7: '7' });
    expect(activation.sink.stderr).toMatch(
      /^\d+ environment variables were left out: a process cannot have that many.\n$/,
    );
  });

  test('of a hook that is async, as JavaScript allows', async () => {
    class AsyncRunner extends EnvironmentRunner {
      protected override env(...args: Parameters<EnvironmentRunner['env']>): never {
        return (async () => ({ ...super.env(...args), ADDED: 'x' }))() as never;
      }
    }
    const asynchronous = new AsyncRunner({ directory: sandbox.directory, environment: { A: 'container' } });
    expect(await activate(asynchronous)).toEqual({ A: 'container', ADDED: 'x' });
  });

  test('of a dedicated container goes to its processes without the code, which may be longer than a variable of them', async () => {
    class LastingRunner extends EnvironmentRunner {
      get lasting() {
        return this.lastingEnv;
      }
    }
    const environment = { PATH, A: 'container', __OW_ACTION_CODE: 'x'.repeat(200_000) };
    const dedicated = new LastingRunner({ directory: sandbox.directory, environment });
    const activation = makeActivation();
    await initialize(dedicated, { code: 'x', main: '$A $__OW_ACTION_CODE.' }, activation);
    expect(activation.sink.stdout).toBe('container .\n');
    expect(await activate(dedicated)).toEqual({ PATH, A: 'container' });
    expect({ ...dedicated.lasting }).toEqual({ PATH, A: 'container' });
  });

  test('of one activation is invisible in the next', async () => {
    await activate(runner, bodyOf({ api_key: 'secret', x: 'message' }));
    expect(await activate(runner)).toEqual({
      PATH,
      A: 'container',
      B: 'container',
      __OW_API_HOST: 'container',
      __OW_X: 'container',
    });
  });

  test('of a build has that of the init, context included', async () => {
    const activation = makeActivation();
    await initialize(runner, { code: 'x', env, main: '$A $B $N $__OW_X $__OW_API_KEY $__OW_API_HOST' }, activation);
    expect(activation.sink.stdout).toBe('init container 1 init secret of the init container\n');
  });

  test('of an init is replaced by that of the next', async () => {
    await initialize(runner, { code: 'x', env });
    await initialize(runner, { code: 'x' });
    expect(await activate(runner)).toMatchObject({ A: 'container', __OW_X: 'container' });
    expect(await activate(runner)).not.toHaveProperty('N');
  });

  test('of this process is the default, read afresh each time, and never changed', async () => {
    const name = 'ACTIONRUNNER_TEST_VARIABLE';
    const plain = new EnvironmentRunner({ directory: sandbox.directory });
    try {
      process.env[name] = 'set later';
      const before = { ...process.env };
      await initialize(plain, { code: 'x', env });
      expect(await activate(plain, bodyOf({ activation_id: '1' }))).toEqual({
        ...before,
        A: 'init',
        N: '1',
        __OW_ACTIVATION_ID: '1',
      });
      expect({ ...process.env }).toEqual(before);
    } finally {
      delete process.env[name];
    }
  });

  test('says in one line of the logs what had to be left out, at init and at run', async () => {
    const activation = makeActivation();
    await initialize(runner, { code: 'x', env: { 'a=b': '' } }, activation);
    await activate(runner, bodyOf({ 'c=d': '' }), activation);
    expect(activation.sink.stderr).toBe(
      'The environment variable "a=b" was left out: its name contains = or NUL.\n' +
        'The environment variable "__OW_C=D" was left out: its name contains = or NUL.\n',
    );
  });
});

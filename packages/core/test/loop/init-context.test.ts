import { LoopActions, loopProgram } from '../support/loop-program.js';
import { kill } from '../support/wait-for.js';

const names = 'Object.keys(process.env).filter((name) => /^__OW_|INIT_CONTEXT/.test(name)).sort()';

/** Remembers what it saw while it loaded. */
const CODE = `${loopProgram('answer({ pid: process.pid, ...seen });').replace(
  'if (process.env.__OW_WAIT_FOR_ACK)',
  `const seen = { names: ${names}, name: process.env.__OW_ACTION_NAME, later: process.env.ACTIONRUNNER_INIT_CONTEXT };\nif (process.env.__OW_WAIT_FOR_ACK)`,
)}`;

interface Seen {
  readonly pid: number;
  readonly names: readonly string[];
  readonly name?: string;
  readonly later?: string;
}

describe('the context of an init', () => {
  const actions = new LoopActions();
  afterEach(() => actions.close());

  const ENV = {
    __OW_ACTION_NAME: '/guest/hello',
    __OW_API_HOST: 'of the init',
    __OW_EXECUTION_ENV: 'go:1.24',
    OWN: '1',
  };
  const environment = { PATH: process.env['PATH'], __OW_API_HOST: 'of the container' };

  test('is visible to a process of it, with what takes its place afterwards', async () => {
    const action = await actions.start(CODE, { env: ENV }, { environment });
    const { names, name, later } = (await action.run()) as Seen;
    expect(names).toEqual([
      'ACTIONRUNNER_INIT_CONTEXT',
      '__OW_ACTION_NAME',
      '__OW_API_HOST',
      '__OW_EXECUTION_ENV',
      '__OW_WAIT_FOR_ACK',
    ]);
    expect(name).toBe('/guest/hello');
    expect(JSON.parse(later as string)).toEqual({ __OW_ACTION_NAME: null, __OW_API_HOST: 'of the container' });
  });

  test('is gone for a process that is started by an activation, but not its execution environment', async () => {
    const action = await actions.start(CODE, { env: ENV }, { environment });
    const { pid } = (await action.run()) as Seen;
    await kill(pid);
    const { names } = (await action.run()) as Seen;
    expect(names).toEqual(['__OW_API_HOST', '__OW_EXECUTION_ENV', '__OW_WAIT_FOR_ACK']);
  });

  test('is not that of an earlier init', async () => {
    const action = actions.make({ environment }, { allowReinit: true });
    await action.init(CODE, { env: ENV });
    await action.init(CODE, { env: { __OW_ACTION_NAME: '/guest/other' } });
    const { names, name } = (await action.run()) as Seen;
    expect(name).toBe('/guest/other');
    expect(names).not.toContain('__OW_EXECUTION_ENV');
  });

  test('leaves no trace where there is none', async () => {
    const action = await actions.start(CODE, {}, { environment });
    expect(((await action.run()) as Seen).names).toEqual(['__OW_API_HOST', '__OW_WAIT_FOR_ACK']);
  });
});

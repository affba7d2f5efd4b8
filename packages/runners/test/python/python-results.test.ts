import type { Proxied } from '../../../core/test/support/proxied.js';
import { describePython, ISOLATIONS, PythonActions } from '../support/python.js';

describe.each(ISOLATIONS)('isolation %s', (isolation) => {
  describePython('the result of a Python action', () => {
    const actions = new PythonActions(isolation);
    afterAll(() => actions.close());

    const start = (code: string): Promise<Proxied> => actions.start(code);

    test('None: the logs say that nothing was returned, and what to write', async () => {
      const action = await start('def main(args):\n    result = {"a": 1}\n');
      await expect(action.run({})).rejects.toMatchObject({ code: 'ERR_RUNNER_RESULT_INVALID' });
      expect(action.logged().stderr).toContain(
        'The action returned None; end its function with a return of a dictionary or a list.\n',
      );
    });

    test.each([
      ['without a message', 'raise RuntimeError()', 'RuntimeError'],
      ['of an assertion', 'assert not args', 'AssertionError'],
      ['of a missing key', 'return {"x": args["name"]}', "KeyError: 'name'"],
      ['with a message', 'raise ValueError("no such user")', 'no such user'],
    ])('an exception %s has a name', async (_, statement, error) => {
      const action = await start(`def main(args):\n    ${statement}\n`);
      expect(await action.run({ a: 1 })).toEqual({ error });
    });

    test('modules, pickles, loggers and tracebacks have the name that they have in OpenWhisk', async () => {
      const action = await start(
        [
          'import logging, pickle',
          'class Mine(Exception): pass',
          'def main(args):',
          '    logging.getLogger(__name__).warning("careful")',
          '    logging.getLogger().handlers or logging.basicConfig(format="%(name)s: %(message)s")',
          '    logging.getLogger(__name__).warning("careful")',
          '    if args: raise Mine("gone")',
          '    same = type(pickle.loads(pickle.dumps(Mine()))) is Mine and __import__("__main__").Mine is Mine',
          '    return {"module": main.__module__, "pickle": pickle.dumps(Mine, 0).decode(), "same": same}',
        ].join('\n'),
      );
      expect(await action.run({})).toEqual({ module: 'main__', pickle: 'cmain__\nMine\np0\n.', same: true });
      expect(action.logged().stderr).toContain('main__: careful\n');
      await action.run({ fail: 1 });
      const { stderr } = action.logged();
      expect(stderr).toContain('\nmain__.Mine: gone\n');
      expect(stderr).not.toContain('__mp_main__');
    });

    test('an async def is awaited, each time', async () => {
      const action = await start(
        'import asyncio\nasync def main(args):\n    await asyncio.sleep(0)\n    if "fail" in args: raise ValueError("late")\n    return {"got": args}\n',
      );
      expect(await action.run({ a: 1 })).toEqual({ got: { a: 1 } });
      expect(await action.run({ fail: 1 })).toEqual({ error: 'late' });
      const { stderr } = action.logged();
      expect(stderr).toMatch(/^Traceback \(most recent call last\):\n {2}File ".*\/__main__\.py", line 4, in main\n/m);
      expect(stderr).not.toContain('asyncio');
      expect(await action.run({ a: 2 })).toEqual({ got: { a: 2 } });
    });
  });
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '../../../../test/support/clean-up.js';
import type { Proxied } from '../../../core/test/support/proxied.js';
import { describePython, ISOLATIONS, PythonActions } from '../support/python.js';

/** Without what the launcher takes of the inner parts of CPython. */
const OTHERWISE = `import collections.abc, json.encoder, os
class Variables(collections.abc.MutableMapping):
    def __init__(self, inner): self.get_inner = lambda: inner
    def __getitem__(self, name): return self.get_inner()[name]
    def __setitem__(self, name, value): self.get_inner()[name] = value
    def __delitem__(self, name): del self.get_inner()[name]
    def __iter__(self): return iter(self.get_inner())
    def __len__(self): return len(self.get_inner())
os.environb = Variables(os.environb)
json.encoder.c_make_encoder = None
`;

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

    test('a result that contains itself is refused, and the same object without that is not', async () => {
      const code = [
        'kept = {"a": 1}',
        'def main(args):',
        '    kept["own"] = kept',
        '    if args["repaired"]:',
        '        del kept["own"]',
        '    return kept',
      ];
      const action = await start(code.join('\n'));
      await expect(action.run({ repaired: false })).rejects.toMatchObject({ code: 'ERR_RUNNER_RESULT_INVALID' });
      expect(await action.run({ repaired: true })).toEqual({ a: 1 });
    });

    test('a Python whose json and os are made otherwise writes the same', async () => {
      const PYTHONPATH = temporaryDirectory();
      writeFileSync(join(PYTHONPATH, 'sitecustomize.py'), OTHERWISE);
      const code =
        'import os\ndef main(args):\n    return {"v": os.environ.get("__OW_V"), "own": args["own"] and main}';
      const action = await actions.start(code, {}, { environment: { PATH: process.env['PATH'], PYTHONPATH } });
      for (const v of ['one', 'two', 'ä']) {
        expect(await action.run({ own: false }, { v })).toEqual({ v, own: false });
      }
      await expect(action.run({ own: true })).rejects.toMatchObject({ code: 'ERR_RUNNER_RESULT_INVALID' });
    });

    test('an action that has replaced json.dumps or its encoder has its result written by that', async () => {
      const code = [
        'import datetime, functools, json',
        'class Dates(json.JSONEncoder):',
        '    def default(self, value):',
        '        return value.isoformat()',
        'def main(args):',
        '    if "dumps" in args:',
        '        json.dumps = functools.partial(json.dumps, default=str)',
        '    else:',
        '        json.JSONEncoder = Dates',
        '    return {"at": datetime.datetime(2026, 11, 29)}',
      ].join('\n');
      const encoder = await actions.start(code);
      expect(await encoder.run({})).toEqual({ at: '2026-11-29T00:00:00' });
      const dumps = await actions.start(code);
      expect(await dumps.run({ dumps: true })).toEqual({ at: '2026-11-29 00:00:00' });
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

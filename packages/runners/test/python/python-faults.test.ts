import { FRAME, type Proxied } from '../../../core/test/support/proxied.js';
import { describePython, ISOLATIONS, PythonActions } from '../support/python.js';

/** Runs the statements that an activation brings as `code`; those may set `result`. */
const OBEDIENT = [
  'import os, subprocess, sys, threading',
  'def main(args):',
  '    scope = dict(globals(), args=args, result={"pid": os.getpid()})',
  '    exec(args.get("code", ""), scope)',
  '    return scope["result"]',
].join('\n');

describe.each(ISOLATIONS)('isolation %s', (isolation) => {
  describePython('a Python action', () => {
    const actions = new PythonActions(isolation);
    let action: Proxied;

    /** The process of the last activation that only looked for it. */
    let pid: number;

    beforeAll(async () => {
      action = await actions.start(OBEDIENT);
      pid = await pidOf();
    });

    afterAll(() => actions.close());

    beforeEach(() => void action.logged());

    const run = (...code: string[]) => action.run({ code: code.join('\n') });
    const pidOf = async () => ((await run()) as { pid: number }).pid;

    /** The next activation works, in the same process, which only a loop has, or in another one. */
    const goesOn = async (same: boolean) => {
      action.logged();
      const last = pid;
      pid = await pidOf();
      expect(pid === last).toBe(same && isolation === 'loop');
      expect(action.logged()).toEqual({ stdout: FRAME, stderr: FRAME });
    };

    test('that raises an exception answers with its message, the traceback in the logs', async () => {
      expect(await run('print("before")', 'raise ValueError("no such ☃")')).toEqual({ error: 'no such ☃' });
      const { stdout, stderr } = action.logged();
      expect(stdout).toBe(`before\n${FRAME}`);
      expect(stderr).toMatch(/^Traceback \(most recent call last\):\n {2}File ".*__main__\.py", line 4, in main\n/);
      expect(stderr.endsWith(`\nValueError: no such ☃\n${FRAME}`)).toBe(true);
      await goesOn(true);
    });

    test.each([
      ['a status', 'sys.exit(3)', 'exited with status 3 before it answered.', ''],
      ['a text', 'sys.exit("enough")', 'exited with status 1 before it answered: enough', 'enough\n'],
      ['success', 'sys.exit()', 'exited with status 0 before it answered.', ''],
      ['os._exit', 'os._exit(4)', 'exited with status 4 before it answered.', ''],
      ['a signal', 'os.kill(os.getpid(), 11)', 'was killed by SIGSEGV before it answered.', ''],
    ])('that ends its process with %s fails', async (_, code, ending, log) => {
      await expect(run(code)).rejects.toMatchObject({
        code: 'ERR_RUNNER_CRASHED',
        message: `The action process ${ending}`,
      });
      expect(action.logged()).toEqual({ stdout: FRAME, stderr: `${log}The action process ${ending}\n${FRAME}` });
      await goesOn(false);
    });

    test('that ends its process still has what it printed before in the logs', async () => {
      await expect(run('print("unfinished", end="")', 'sys.exit(1)')).rejects.toMatchObject({
        code: 'ERR_RUNNER_CRASHED',
      });
      expect(action.logged().stdout).toBe(`unfinished\n${FRAME}`);
      await goesOn(false);
    });

    test.each([
      ['a set', '{1, 2}', 'Object of type set is not JSON serializable'],
      ['NaN', '{"n": float("nan")}', 'Out of range float values are not JSON compliant'],
      ['itself', '[]; result.append(result)', 'Circular reference detected'],
    ])('that returns %s fails, and the logs tell why', async (_, result, reason) => {
      await expect(run(`result = ${result}`)).rejects.toMatchObject({
        code: 'ERR_RUNNER_RESULT_INVALID',
        message: 'The action did not return a dictionary or array.',
      });
      expect(action.logged().stderr).toContain(`The result of the action is not JSON: ${reason}`);
      await goesOn(true);
    });

    test.each([
      ['a number', '5', '5'],
      ['a text', '"text"', '"text"'],
      ['a boolean', 'True', 'true'],
    ])('that returns %s fails, the error has the reason, and the logs are empty', async (_, result, shown) => {
      await expect(run(`result = ${result}`)).rejects.toMatchObject({
        code: 'ERR_RUNNER_RESULT_INVALID',
        reason: `The action returned ${shown}; its function must return a dictionary or a list.`,
      });
      expect(action.logged()).toEqual({ stdout: FRAME, stderr: FRAME });
      await goesOn(true);
    });

    test('has what it prints to both streams in the logs, in order, whoever writes', async () => {
      await run(
        'print("one")',
        'subprocess.run(["sh", "-c", "echo two; echo zwei >&2"])',
        'os.write(1, b"three\\n")',
        'print("four", end="")',
        'print("drei", file=sys.stderr)',
        'sys.stderr.write("vier")',
      );
      expect(action.logged()).toEqual({
        stdout: `one\ntwo\nthree\nfour\n${FRAME}`,
        stderr: `zwei\ndrei\nvier\n${FRAME}`,
      });
      await goesOn(true);
    });

    test('that closes or replaces its streams still answers', async () => {
      const closed = await actions.start(
        'import io, sys\ndef main(args):\n    sys.stdout = io.StringIO()\n    sys.stderr.close()\n    print("lost")\n    return args\n',
      );
      expect([await closed.run([1]), await closed.run([2])]).toEqual([[1], [2]]);
    });

    test('finds an empty stdin, and so do the processes it starts', async () => {
      expect(await run('result = [sys.stdin.read(), subprocess.check_output(["cat"], text=True)]')).toEqual(['', '']);
      await goesOn(true);
    });

    test('is not disturbed by processes it leaves running', async () => {
      await run('subprocess.Popen(["sleep", "1000"])');
      await goesOn(true);
    });

    test('answers once though a process it forked comes back, too', async () => {
      const code = [
        'child = os.fork()',
        'if child:',
        '    os.waitpid(child, 0)',
        'else:',
        '    print("in the child", end="")',
        '    if args_fail: raise Exception("in the child")',
      ];
      for (const fails of ['False', 'True']) {
        expect(await run(`args_fail = ${fails}`, ...code)).toEqual({
          pid: isolation === 'loop' ? pid : expect.any(Number),
        });
        expect(action.logged().stdout).toBe(`in the child\n${FRAME}`);
      }
      await goesOn(true);
    });

    test('is not disturbed by a forked process that exits, or stays', async () => {
      await run('child = os.fork()', 'if not child: sys.exit(3)', 'os.waitpid(child, 0)');
      await run('import time', 'if not os.fork(): time.sleep(1000)');
      await goesOn(true);
    });

    test('cannot write to the channel of its answers by accident', async () => {
      await run('subprocess.run(["sh", "-c", "echo nonsense >&3"], stderr=subprocess.DEVNULL)');
      await goesOn(true);
    });

    test.each(['fork', 'spawn', 'forkserver'])('may use multiprocessing by %s', async (method) => {
      const pool = await actions.start(
        [
          // The forkserver's socket goes with the folder of the action; one that is killed removes nothing.
          'import multiprocessing, os, tempfile',
          'tempfile.tempdir = os.getcwd()',
          'class Square:',
          '    def __init__(self, n): self.area = n * n',
          'def square(n):',
          '    return Square(n)',
          'def main(args):',
          '    with multiprocessing.get_context(args["method"]).Pool(2) as pool:',
          '        return [square.area for square in pool.map(square, [1, 2, 3]) if isinstance(square, Square)]',
        ].join('\n'),
      );
      expect(await pool.run({ method })).toEqual([1, 4, 9]);
    });

    test('sys.exit does not wait for threads', async () => {
      const leaving = run('threading.Thread(target=__import__("time").sleep, args=(60,)).start()', 'sys.exit(3)');
      await expect(leaving).rejects.toThrow('exited with status 3');
      await goesOn(false);
    });

    test('an exception that cannot be shown as text answers with its name', async () => {
      const answer = await run('class Odd(Exception):', '    def __str__(self): return 1 / 0', 'raise Odd()');
      expect(answer).toEqual({ error: 'Odd' });
      await goesOn(true);
    });

    test('parameters nested too deeply for Python are an error of the activation', async () => {
      const depth = 100_000;
      const body = `{"value":{"deep":${'['.repeat(depth)}${']'.repeat(depth)}}}`;
      const result = await action.proxy.run(Buffer.from(body));
      expect(JSON.parse(result.toString())).toEqual({ error: 'The parameters are nested too deeply for Python.' });
      await goesOn(true);
    });

    test('an integer of any length keeps its digits', async () => {
      const digits = '7'.repeat(5_000);
      const body = `{"value":{"code":"result = {'n': args['n']}","n":${digits}}}`;
      expect((await action.proxy.run(Buffer.from(body))).toString()).toBe(`{"n": ${digits}}`);
    });
  });

  describePython('the init of a Python action', () => {
    const actions = new PythonActions(isolation);

    afterEach(() => actions.close());

    test.each([
      ['a syntax error', 'x = 1\nreturn x\n', "SyntaxError: 'return' outside function", /line 2/],
      [
        'a missing entry point',
        'def other(args):\n    return args\n',
        "AttributeError: module '__main__' has no attribute 'main'",
        /^(?!Traceback)/,
      ],
      ['an entry point that is no function', 'main = 5\n', "TypeError: 'main' of the action is not a function", /^/],
      [
        'an import error',
        'import no_such_module\n',
        "ModuleNotFoundError: No module named 'no_such_module'",
        /File ".*__main__\.py", line 1/,
      ],
      [
        'an exception',
        'x = 1\nraise ValueError("at import")\n',
        'ValueError: at import',
        /File ".*__main__\.py", line 2/,
      ],
      ['an exit', 'import sys\nsys.exit("no license")\n', 'no license', /^no license\n/],
    ])('fails on %s, with the message of Python', async (_, code, message, log) => {
      const action = actions.make();
      await expect(action.init(code)).rejects.toMatchObject({
        code: 'ERR_RUNNER_START',
        message: `The action process exited with status 1 before it was ready: ${message}`,
      });
      const { stderr } = action.logged();
      expect(stderr).toMatch(log);
      expect(stderr).not.toContain('launcher.py');
      expect(stderr).not.toContain('importlib');
      await action.init('def main(args):\n    return args\n');
      expect(await action.run([1])).toEqual([1]);
    });
  });
});

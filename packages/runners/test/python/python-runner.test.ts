// Long because all its tests run for each isolation.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { FRAME } from '../../../core/test/support/proxied.js';
import { describePython, ISOLATIONS, PYTHON, PythonActions } from '../support/python.js';

const LAUNCHER = join(__dirname, '../../python/launcher.py');

describe.each(ISOLATIONS)('isolation %s', (isolation) => {
  describePython('PythonRunner', () => {
    const actions = new PythonActions(isolation);

    afterEach(() => actions.close());

    describe('calls the entry point', () => {
      test('main with the parameters as a dict, and answers with its dict', async () => {
        const action = await actions.start('def main(args):\n    return args\n');
        const value = { text: 'a', number: 12345678901234567890n.toString(), list: [1, null, true, { deep: 1.5 }] };
        expect(await action.run(value)).toEqual(value);
        expect(action.logged()).toEqual({ stdout: FRAME, stderr: FRAME });
      });

      test('with a list, and answers with its list', async () => {
        const action = await actions.start('def main(args):\n    return args + [type(args).__name__]\n');
        expect(await action.run([{ a: 1 }, 'b'])).toEqual([{ a: 1 }, 'b', 'list']);
      });

      test('in a source of another encoding, which arrives byte for byte', async () => {
        const source = '# -*- coding: latin-1 -*-\ndef main(args):\n    return {"length": len("\xe4\xf6")}\n';
        const action = actions.make();
        await action.init(Buffer.from(source, 'latin1'));
        expect(await action.run()).toEqual({ length: 2 });
      });

      test.each([
        ['an ELF executable', Buffer.from('\x7fELF\x02\x01\x01\0', 'latin1')],
        ['a WebAssembly module', Buffer.from('\0asm\x01\0\0\0')],
      ])('never in %s', async (_, bytes) => {
        await expect(actions.make().init(bytes)).rejects.toMatchObject({ code: 'ERR_RUNNER_BUILD' });
      });

      test('never in UTF-16, which Python cannot read', async () => {
        const bytes = Buffer.from('def main(args):\n    return args\n', 'utf16le');
        const message = expect.stringMatching(/^The source cannot be read: it is text in UTF-16; save it as UTF-8/);
        await expect(actions.make().init(bytes)).rejects.toMatchObject({ code: 'ERR_RUNNER_BUILD', message });
      });

      test('that the message names', async () => {
        const action = await actions.start(
          'def main(args):\n    return {}\n\ndef hello(args):\n    return {"by": "hello"}\n',
          {
            main: 'hello',
          },
        );
        expect(await action.run()).toEqual({ by: 'hello' });
      });

      test('that the latest init names', async () => {
        const action = actions.make({}, { allowReinit: true });
        const code = 'def one(args):\n    return [1]\n\ndef two(args):\n    return [2]\n';
        await action.init(code, { main: 'one' });
        expect(await action.run()).toEqual([1]);
        await action.init(code, { main: 'two' });
        expect(await action.run()).toEqual([2]);
      });

      test('that is any callable', async () => {
        const action = await actions.start(
          'class Main:\n    def __call__(self, args):\n        return args\n\nmain = Main()\n',
        );
        expect(await action.run([1])).toEqual([1]);
      });

      test('in a module whose globals live on in a loop only, not running what is meant for the command line', async () => {
        const action = await actions.start(
          [
            'import sys',
            'count = 0',
            'def main(args):',
            '    global count',
            '    count += 1',
            '    return {"count": count, "name": __name__, "argv": [path.split("/")[-1] for path in sys.argv]}',
            'if __name__ == "__main__":',
            '    raise Exception("run as a program")',
          ].join('\n'),
        );
        await action.run();
        expect(await action.run()).toEqual({
          count: isolation === 'loop' ? 2 : 1,
          name: 'main__',
          argv: ['__main__.py'],
        });
      });

      test('with integers of any size', async () => {
        const action = await actions.start('def main(args):\n    return {"next": args["n"] + 1}\n');
        const result = await action.proxy.run(Buffer.from('{"value":{"n":123456789012345678901234567890}}'));
        expect(result.toString()).toBe('{"next": 123456789012345678901234567891}');
      });

      test('with more than a megabyte of parameters', async () => {
        const action = await actions.start('def main(args):\n    return args\n');
        const value = { text: `${'x'.repeat(1_048_561)}€` };
        expect((await action.run(value)) as object).toEqual(value);
      });
    });

    describe('speaks UTF-8', () => {
      const CODE = [
        '# -*- comment: ☃ -*-',
        'import os, sys',
        'def main(args):',
        '    print("log", args["delimiter"], "☃")',
        '    print("err", args["delimiter"], "☃", file=sys.stderr)',
        '    name = "datei-ü.txt"',
        '    with open(name, "w") as file:',
        '        file.write("größe")',
        '    with open(name, "rb") as file:',
        '        written = file.read().decode("utf-8")',
        '    listed = name in os.listdir(".")',
        '    return {"winter": "☃ " + args["delimiter"] + " ☃", "env": os.environ["GREETING"],',
        '            "context": os.environ["__OW_ACTION_NAME"], "written": written, "listed": listed, args["delimiter"]: 1}',
      ].join('\n');
      const noUtf8 = { PYTHONUTF8: '0', PYTHONCOERCECLOCALE: '0' };

      test.each([
        ['no locale', { LANG: '', LC_ALL: '', LC_CTYPE: '' }],
        ['LANG=C', { LANG: 'C', LC_ALL: '' }],
        ['LC_ALL=POSIX', { LC_ALL: 'POSIX' }],
        ['LC_ALL=C, and Python told to believe it', { LC_ALL: 'C', PYTHONIOENCODING: 'ascii', ...noUtf8 }],
        ['a latin-1 locale', { LC_ALL: 'de_DE.ISO-8859-1', PYTHONIOENCODING: 'latin-1', ...noUtf8 }],
      ])('in code, parameters, context, logs, files and results with %s', async (_, locale) => {
        const action = await actions.start(CODE, { env: { GREETING: 'grüß ☃', ...locale } });
        expect(await action.run({ delimiter: '❄ 𝄞' }, { action_name: '/guest/ñ☃' })).toEqual({
          winter: '☃ ❄ 𝄞 ☃',
          env: 'grüß ☃',
          context: '/guest/ñ☃',
          written: 'größe',
          listed: true,
          '❄ 𝄞': 1,
        });
        expect(action.logged()).toEqual({ stdout: `log ❄ 𝄞 ☃\n${FRAME}`, stderr: `err ❄ 𝄞 ☃\n${FRAME}` });
      });

      test('and passes on what is not: bytes, and lone surrogates as escapes', async () => {
        const action = await actions.start(
          'import sys\ndef main(args):\n    sys.stdout.buffer.write(b"\\xff\\n")\n    return {"half": args["half"]}\n',
        );
        const result = await action.proxy.run(Buffer.from('{"value":{"half":"\\ud83d"}}'));
        expect(result.toString()).toBe('{"half": "\\ud83d"}');
        expect(action.logged().stdout).toBe(`\ufffd\n${FRAME}`);
      });
    });

    describe('gives the action', () => {
      test('the env of the init, and its context while it loads', async () => {
        const code = 'import os\nold = dict(os.environ)\ndef main(args):\n    return [old, dict(os.environ)]\n';
        const action = await actions.start(code, {
          env: { EQUATION: 'a=b=c', NUMBER: 1, __OW_API_KEY: 'of the init' },
        });
        const [before, env] = (await action.run()) as Record<string, string>[];
        expect(before).toMatchObject({ EQUATION: 'a=b=c', NUMBER: '1', __OW_API_KEY: 'of the init' });
        expect(env).toMatchObject({ EQUATION: 'a=b=c', NUMBER: '1' });
        expect(env).not.toHaveProperty('__OW_API_KEY');
      });

      test('the context of the activation in os.environ, for itself and what it starts, and not that of an earlier one', async () => {
        const action = await actions.start(
          [
            'import os, subprocess',
            'def main(args):',
            '    own = {name: text for name, text in os.environ.items() if name.startswith("__OW_")}',
            '    text = subprocess.check_output(["env"], text=True)',
            '    started = [line for line in text.splitlines() if line.startswith("__OW_")]',
            '    return {"own": own, "started": sorted(started)}',
          ].join('\n'),
          {},
          { environment: { PATH: process.env.PATH, __OW_API_HOST: 'of the container' } },
        );
        const first = {
          activation_id: 'one',
          api_host: 'of the message',
          api_key: 'secret',
          deadline: 123,
          limits: { memory: [256, 'ü'] },
          // Both become the same variable.
          twice: 'a',
          TWICE: 'b',
          'a=b': 'no variable',
          nul: 'a\0b',
          '': 'no name',
        };
        expect(await action.run({}, first)).toEqual({
          own: {
            __OW_WAIT_FOR_ACK: '1',
            __OW_API_HOST: 'of the message',
            __OW_ACTIVATION_ID: 'one',
            __OW_API_KEY: 'secret',
            __OW_DEADLINE: '123',
            __OW_LIMITS: '{"memory":[256,"ü"]}',
            __OW_TWICE: 'b',
          },
          started: [
            '__OW_ACTIVATION_ID=one',
            '__OW_API_HOST=of the message',
            '__OW_API_KEY=secret',
            '__OW_DEADLINE=123',
            '__OW_LIMITS={"memory":[256,"ü"]}',
            '__OW_TWICE=b',
            '__OW_WAIT_FOR_ACK=1',
          ],
        });
        expect(await action.run({}, { activation_id: 'two' })).toEqual({
          own: { __OW_WAIT_FOR_ACK: '1', __OW_API_HOST: 'of the container', __OW_ACTIVATION_ID: 'two' },
          started: ['__OW_ACTIVATION_ID=two', '__OW_API_HOST=of the container', '__OW_WAIT_FOR_ACK=1'],
        });
      });

      test('the context of the activation in os.environ even if an earlier one has changed or removed it', async () => {
        const action = await actions.start(
          [
            'import os',
            'def main(args):',
            '    seen = [os.environ.get("__OW_API_KEY"), os.environ.get("__OW_NAMESPACE")]',
            '    given = os.popen("echo $__OW_ACTION_NAME").read().strip()',
            '    os.environ["__OW_API_KEY"] = "changed"',
            '    del os.environ["__OW_NAMESPACE"]',
            '    os.putenv("__OW_ACTION_NAME", "changed")',
            '    return [*seen, given]',
          ].join('\n'),
        );
        const context = { api_key: 'key', namespace: 'guest', action_name: 'hello' };
        expect(await action.run({}, context)).toEqual(['key', 'guest', 'hello']);
        expect(await action.run({}, context)).toEqual(['key', 'guest', 'hello']);
        expect(await action.run({}, { namespace: 'other' })).toEqual([null, 'other', '']);
      });

      test('the context of the activation in an os.environ of its own', async () => {
        const action = await actions.start(
          [
            'import os',
            'os.environ = dict(os.environ)',
            'def main(args):',
            '    return [os.getenv(name) for name in ("__OW_API_HOST", "__OW_NAMESPACE")]',
          ].join('\n'),
          {},
          { environment: { PATH: process.env.PATH, __OW_API_HOST: 'of the container' } },
        );
        expect(await action.run({}, { api_host: 'of the message', namespace: 'guest' })).toEqual([
          'of the message',
          'guest',
        ]);
        expect(await action.run({}, {})).toEqual(['of the container', null]);
      });

      test('the path of its interpreter in sys.executable', async () => {
        const action = await actions.start(
          [
            'import subprocess, sys',
            'def main(args):',
            '    return {"out": subprocess.check_output([sys.executable, "-c", "print(6 * 7)"], text=True)}',
          ].join('\n'),
        );
        expect(await action.run()).toEqual({ out: '42\n' });
      });
    });

    test('says which Python it needs when this one is too old', () => {
      const code = `import runpy, sys\nsys.version_info = (3, 8, 18)\nrunpy.run_path(${JSON.stringify(LAUNCHER)})`;
      expect(() => execFileSync(PYTHON as string, ['-c', code], { stdio: ['ignore', 'ignore', 'pipe'] })).toThrow(
        'Python 3.9 or newer is required; this is 3.8.',
      );
    });

    test('fails the init when there is no such interpreter', async () => {
      const action = actions.make({ python: 'python-of-nowhere' });
      await expect(action.init('def main(args):\n    return args\n')).rejects.toMatchObject({
        code: 'ERR_RUNNER_START',
        message: expect.stringContaining('"python-of-nowhere" could not be started'),
      });
    });
  });
});

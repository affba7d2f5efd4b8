import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { resolveLimits } from '../../src/limits.js';
import { NativeRunner } from '../../src/runner/native-runner.js';
import type { ActionRunnerOptions } from '../../src/runner/runner-options.js';
import { contextOf, makeActivation } from '../support/memory-log-sink.js';
import { activate, initialize, runBody, textOf } from '../support/messages.js';
import { readTree, setUpSandbox } from '../support/tree.js';

interface Ran {
  result: string;
  stdout: Buffer;
  stderr: Buffer;
}

/** The longest argument that Linux takes, in bytes. */
const MAX_ARGUMENT = 131_071;
/** Tells the bytes of its arguments and of its input, and whether the two are the same. */
const MEASURE = `#!/bin/bash
LC_ALL=C; IFS= read -r line; rest=$(cat | wc -c)
[ "$1" = "$line" ] && same=true || same=false
echo "{\\"argc\\":$#,\\"argument\\":\${#1},\\"line\\":\${#line},\\"rest\\":$((rest)),\\"same\\":$same}"`;

describe('NativeRunner', () => {
  const sandbox = setUpSandbox();
  let activation: ReturnType<typeof makeActivation>;
  beforeEach(() => {
    activation = makeActivation();
  });

  async function ran(code: string, body = runBody({}), options: ActionRunnerOptions = {}): Promise<Ran> {
    const runner = new NativeRunner({ directory: sandbox.directory, ...options });
    await initialize(runner, { code });
    const result = textOf(await activate(runner, body, activation));
    return { result, stdout: activation.sink.bytes('stdout'), stderr: activation.sink.bytes('stderr') };
  }

  const logs = () => [activation.sink.stdout, activation.sink.stderr];

  describe('what the action gets', () => {
    /** Parameters whose JSON text has this many bytes. */
    const sized = (bytes: number, character: string) => {
      const count = Math.floor((bytes - 4) / Buffer.byteLength(character));
      return runBody([`${character.repeat(count)}${'x'.repeat(bytes - 4 - count * Buffer.byteLength(character))}`]);
    };

    test.each(['x', 'ü'])(
      'as argument and as a line of input, up to the longest argument in bytes (of %j)',
      async (character) => {
        const { result } = await ran(MEASURE, sized(MAX_ARGUMENT, character));
        const bytes = MAX_ARGUMENT;
        expect(JSON.parse(result)).toEqual({ argc: 1, argument: bytes, line: bytes, rest: 0, same: true });
      },
    );

    test.each(['x', 'ü'])('as a line of input only, from one byte more on (of %j)', async (character) => {
      const { result } = await ran(MEASURE, sized(MAX_ARGUMENT + 1, character));
      expect(JSON.parse(result)).toEqual({ argc: 0, argument: 0, line: MAX_ARGUMENT + 1, rest: 0, same: false });
    });

    test('parameters on several lines come on one, and as they were sent', async () => {
      const body = Buffer.from('{"value":{\r\n"n": 12345678901234567890,\n"s":"\\r\\n"}}');
      const { result } = await ran('#!/bin/sh\nIFS= read -r line; printf "%s\\n" "$line"', body);
      expect(result).toBe('{  "n": 12345678901234567890, "s":"\\r\\n"}');
    });

    test('the action directory as working directory, with PWD as it was given', async () => {
      const link = join(sandbox.outside, 'link');
      symlinkSync(sandbox.directory, link);
      const options = { directory: link, environment: { PATH: process.env['PATH'], PWD: '/elsewhere' } };
      const { result } = await ran('#!/bin/sh\nprintf \'["%s","%s"]\' "$(pwd -P)" "$PWD"', undefined, options);
      expect(JSON.parse(result)).toEqual([sandbox.directory, link]);
    });

    test('standard streams that it can open by name', async () => {
      const script = '#!/bin/sh\necho note >/dev/stderr; echo log >/dev/stdout; cat /dev/stdin; cat </dev/stdin';
      expect((await ran(script, runBody({ a: 1 }))).result).toBe('{"a":1}');
      expect(logs()).toEqual(['log\n{"a":1}\n', 'note\n']);
    });

    test('a command of its own in place of the binary, the parameters appended', async () => {
      const runner = new NativeRunner({ directory: sandbox.directory, source: 'a.sh', command: ['sh', 'a.sh', 'x'] });
      await initialize(runner, { code: 'printf \'["%s",%s]\' "$1" "$2"' });
      expect(textOf(await activate(runner, runBody({ a: 1 })))).toBe('["x",{"a":1}]');
    });
  });

  describe('the result', () => {
    test.each([
      ['the last line', 'echo log; echo "{}"', '{}', 'log\n'],
      ['a last line without newline', 'printf "log\\n[1]"', '[1]', 'log\n'],
      ['a valid last line in spite of an exit status', 'echo "{}"; exit 9', '{}', ''],
      ['a blank last line', 'echo "{}"; echo', '', '{}\n'],
    ])('is %s', async (_, script, result, stdout) => {
      expect(await ran(`#!/bin/sh\n${script}`)).toMatchObject({ result, stdout: Buffer.from(stdout) });
    });

    test('logs pass byte for byte, on both streams', async () => {
      const { result, stdout, stderr } = await ran(
        '#!/bin/sh\nprintf "\\377\\0\\r\\n\\n"; printf "\\376 end" >&2; echo "{}"',
      );
      expect([result, stdout.toString('hex'), stderr.toString('latin1')]).toEqual(['{}', 'ff000d0a0a', '\xfe end']);
    });

    test('a text without #! is run by the shell', async () => {
      expect((await ran('echo "[$#]"')).result).toBe('[1]');
    });

    test('no output: one line in the logs that says so', async () => {
      await expect(ran('#!/bin/sh\nexit 3')).rejects.toMatchObject({ code: 'ERR_RUNNER_RESULT_INVALID' });
      expect(logs()).toEqual(['error: the action wrote no result to stdout (exit status 3).\n', '']);
    });

    test('a line longer than the limit becomes a log', async () => {
      activation = contextOf(activation.sink, { limits: resolveLimits({ maxResultBytes: 10 }) });
      const failed = ran('#!/bin/sh\necho 1234567890; echo 12345678901');
      await expect(failed).rejects.toMatchObject({
        code: 'ERR_RUNNER_RESULT_TOO_LARGE',
        message: 'The result of the action is longer than 10 bytes.',
      });
      expect(logs()).toEqual(['1234567890\n12345678901\n', '']);
    });

    test('an action killed by a signal has none: its last line is a log, the signal is named', async () => {
      await expect(ran('#!/bin/sh\necho a; echo "{}"; kill -SEGV $$')).rejects.toMatchObject({
        code: 'ERR_RUNNER_CRASHED',
        message: 'The action was killed by SIGSEGV.',
        detail: 'The action was killed by SIGSEGV.',
      });
      await activation.logs.close(false);
      expect(logs()).toEqual(['a\n{}\n', '']);
    });

    test('an aborted activation has none and throws the reason', async () => {
      const reason = new Error('deadline');
      activation = makeActivation(AbortSignal.abort(reason));
      await expect(ran('#!/bin/sh\nsleep 60')).rejects.toBe(reason);
    });
  });

  describe('the init', () => {
    test('empty code is accepted; the run then has no result', async () => {
      await expect(ran('')).rejects.toMatchObject({ code: 'ERR_RUNNER_RESULT_INVALID' });
    });

    test('refuses what this machine cannot start, and leaves nothing', async () => {
      await expect(ran('#!/no/such/interpreter\n')).rejects.toMatchObject({ code: 'ERR_RUNNER_BUILD', phase: 'build' });
      expect(readTree(sandbox.directory)).toEqual({});
    });

    test('a directory that cannot be written to fails the delivery', async () => {
      const directory = join(sandbox.directory, 'file/action');
      await initialize(new NativeRunner({ directory: sandbox.directory, binary: 'file' }), { code: 'x' });
      await expect(initialize(new NativeRunner({ directory }), { code: 'x' })).rejects.toMatchObject({
        code: 'ERR_RUNNER_DELIVERY',
        phase: 'deliver',
      });
    });
  });
});

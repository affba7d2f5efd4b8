// Long because it has a test for each option and exit code of the command.
import { execFileSync, spawnSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { buildZip } from '../../../../test/support/zip-builder.js';
import { setUpCommandSandbox } from '../../../core/test/support/command-sandbox.js';
import { BIN, eventually, FIXTURES, run, runHere, start } from '../support/command.js';

/** Logs to both streams and answers with its parameters. */
const ECHO = '#!/bin/bash\necho to stdout\necho to stderr >&2\necho "$1"\n';

const INVALID = 'The action did not return a dictionary or array.';

describe('invoke', () => {
  const sandbox = setUpCommandSandbox();

  it('prints the result alone on stdout and the logs on stderr', async () => {
    sandbox.write('echo.sh', ECHO);
    expect(await run(sandbox, ['invoke', 'echo.sh', '-p', 'name', 'James'])).toEqual({
      code: 0,
      signal: null,
      stdout: '{\n    "name": "James"\n}\n',
      stderr: expect.stringMatching(/^(to stdout\nto stderr|to stderr\nto stdout)\n$/),
    });
  });

  it.each(['-r', '--result'])('%s prints the result without the logs', async (option) => {
    sandbox.write('echo.sh', ECHO);
    expect(await runHere(sandbox, ['invoke', 'echo.sh', option])).toMatchObject({
      code: 0,
      stdout: '{}\n',
      stderr: '',
    });
  });

  it.each([
    ['written to stderr', 'echo one >&2', 'one\n'],
    ['written to stdout', 'echo one', 'one\n'],
    // The last line so far may be the result.
    ['written to stdout that may be the result, when another one follows', 'echo "[1]"; echo "[2]"', '[1]\n'],
  ])('shows a log line while the action still runs: one %s', async (_, script, shown) => {
    const gate = join(sandbox.folder, 'gate');
    sandbox.write('wait.sh', `${script}\nuntil [ -e '${gate}' ]; do sleep 0.05; done\necho '{"done":true}'\n`);
    const started = start(sandbox, ['invoke', 'wait.sh']);
    await eventually('the log line', () => started.output.stderr === shown);
    expect(started.output.stdout).toBe('');
    sandbox.write('gate', '');
    expect(await started.ended).toMatchObject({ code: 0, stdout: '{\n    "done": true\n}\n' });
  });

  it('shows log bytes that are no text as they are, and no frame', async () => {
    sandbox.write('bytes.sh', `printf 'a\\377b\\n'; echo '{}'\n`);
    const shell = `TMPDIR='${sandbox.temp}' '${process.execPath}' "$0" invoke bytes.sh 2>&1 >/dev/null`;
    const bin = join(FIXTURES, '../../bin/actionrunner.js');
    const logs = execFileSync('/bin/sh', ['-c', shell, bin], { cwd: sandbox.folder, timeout: 240_000 });
    expect(logs).toEqual(Buffer.from([0x61, 0xff, 0x62, 0x0a]));
  });

  it('keeps numbers beyond 2^53 from -p and -P to the result', async () => {
    sandbox.write('echo.sh', ECHO);
    sandbox.write('p.json', '{"file":98765432109876543210,"same":[1.0,1E400]}');
    const args = ['invoke', 'echo.sh', '-r', '-P', 'p.json', '-p', 'flag', '12345678901234567890'];
    expect(await runHere(sandbox, args)).toMatchObject({
      stdout: [
        '{',
        '    "file": 98765432109876543210,',
        '    "same": [\n        1.0,\n        1E400\n    ],',
        '    "flag": 12345678901234567890',
        '}\n',
      ].join('\n'),
    });
  });

  it.each([
    ['a value that begins with a dash', ['-p', 'a', '--help', '-p', 'b', '-r'], { a: '--help', b: '-r' }],
    ['a value of two dashes', ['-p', 'a', '--'], { a: '--' }],
    ['options before the action', ['--result', '-p', 'a', 'x', '--', 'echo.sh'], { a: 'x' }],
    ['JSON and strings', ['-p', 'a', '[1,{"b":null}]', '-p', 'c', 'x y'], { a: [1, { b: null }], c: 'x y' }],
  ])('takes %s', async (_, args, parameters) => {
    sandbox.write('echo.sh', ECHO);
    const action = args.includes('echo.sh') ? [] : ['echo.sh'];
    const { code, stdout } = await runHere(sandbox, ['invoke', ...action, ...args]);
    expect({ code, result: JSON.parse(stdout) }).toEqual({ code: 0, result: parameters });
  });

  it('passes an array of a file on as the parameters', async () => {
    sandbox.write('echo.sh', ECHO);
    sandbox.write('list.json', '[1, "two"]\n');
    const { stdout } = await runHere(sandbox, ['invoke', 'echo.sh', '-P', 'list.json']);
    expect(JSON.parse(stdout)).toEqual([1, 'two']);
  });

  it('takes a file whose name begins with a dash after two dashes', async () => {
    sandbox.write('-r', ECHO);
    expect(await runHere(sandbox, ['invoke', '--', '-r'])).toMatchObject({ code: 0, stdout: '{}\n' });
  });

  it('sends the context that the platform sends', async () => {
    const variables = ['ACTIVATION_ID', 'ACTION_NAME', 'ACTION_VERSION', 'NAMESPACE', 'TRANSACTION_ID', 'DEADLINE'];
    const members = variables.map((name) => `"${name}":"$__OW_${name}"`).join(',');
    sandbox.write('context.sh', `cat <<END\n{${members}}\nEND\n`);
    const before = Date.now();
    const { stdout } = await runHere(sandbox, ['invoke', 'context.sh']);
    const context = JSON.parse(stdout) as Record<string, string>;
    expect(context).toEqual({
      ACTIVATION_ID: expect.stringMatching(/^[0-9a-f]{32}$/),
      ACTION_NAME: '/guest/context',
      ACTION_VERSION: '0.0.1',
      NAMESPACE: 'guest',
      TRANSACTION_ID: expect.stringMatching(/./),
      DEADLINE: expect.stringMatching(/^\d{13}$/),
    });
    expect(Number(context['DEADLINE'])).toBeGreaterThan(before);
  });

  it('calls the function that --main names', async () => {
    sandbox.write('two.sh', `main() { echo '{"main":true}'; }\nother() { echo "{\\"other\\":$1}"; }\n`);
    const { stdout } = await runHere(sandbox, ['invoke', 'two.sh', '--main', 'other', '-p', 'a', '1']);
    expect(JSON.parse(stdout)).toEqual({ other: { a: 1 } });
  });

  it('sets the variables of -e, whose values may hold equals signs and begin with a dash', async () => {
    sandbox.write('env.sh', `echo "[\\"$ONE\\",\\"$TWO\\",\\"$THREE\\"]"\n`);
    const args = ['-e', 'ONE=a=b', '--env', 'TWO=-x y', '-e', 'THREE='];
    const { stdout } = await runHere(sandbox, ['invoke', 'env.sh', ...args], { env: { THREE: 'outer' } });
    expect(JSON.parse(stdout)).toEqual(['a=b', '-x y', '']);
  });

  it('does not take the settings of serve from the environment', async () => {
    sandbox.write('echo.sh', ECHO);
    const directory = join(sandbox.folder, 'unused');
    const env = {
      PORT: 'x',
      ACTIONRUNNER_PORT: 'x',
      ACTIONRUNNER_MAX_BODY_BYTES: '1',
      ACTIONRUNNER_DIRECTORY: directory,
    };
    expect(await runHere(sandbox, ['invoke', 'echo.sh'], { env })).toMatchObject({ code: 0, stdout: '{}\n' });
  });

  it('ends quietly when the reader of the result has had enough', () => {
    const action = sandbox.write('cat.sh', '#!/bin/sh\ncat\n');
    const parameters = sandbox.write('big.json', JSON.stringify(['x'.repeat(3_000_000)]));
    const command = `'${process.execPath}' '${BIN}' invoke '${action}' -P '${parameters}' | head -c 1; echo " $PIPESTATUS"`;
    const env = { ...process.env, TMPDIR: sandbox.temp };
    const { stdout, stderr } = spawnSync('bash', ['-c', command], { env, encoding: 'utf8', timeout: 240_000 });
    expect({ stdout, stderr }).toEqual({ stdout: '[ 0\n', stderr: '' });
  });

  it('says so when the result cannot be written', () => {
    const action = sandbox.write('echo.sh', ECHO);
    const command = `'${process.execPath}' '${BIN}' invoke '${action}' -r >/dev/full`;
    const env = { ...process.env, TMPDIR: sandbox.temp };
    const { status, stderr } = spawnSync('bash', ['-c', command], { env, encoding: 'utf8', timeout: 240_000 });
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringMatching(/^actionrunner: the result cannot be written: ENOSPC.*\n$/),
    });
  });

  describe('runs', () => {
    const DATA = '#!/bin/sh\nprintf \'{"data":"%s"}\\n\' "$(cat lib/link)"\n';

    /** A directory whose executable needs a helper file behind a link. */
    function directory(): string {
      sandbox.write('action/exec', DATA);
      sandbox.write('action/lib/data', 'in the archive');
      symlinkSync('data', join(sandbox.folder, 'action/lib/link'));
      return join(sandbox.folder, 'action');
    }
    const expected = '{\n    "data": "in the archive"\n}\n';

    it('a directory, also one written with a slash at the end', async () => {
      directory();
      expect(await runHere(sandbox, ['invoke', 'action'])).toMatchObject({ code: 0, stdout: expected });
      expect(await runHere(sandbox, ['invoke', './action/'])).toMatchObject({ code: 0, stdout: expected });
    });

    const zip = spawnSync('zip', ['-v']).status === 0;
    if (!zip) console.warn('SKIPPED: a zip of another program needs zip(1): apt-get install zip');
    (zip ? it : it.skip)('a zip of the zip program', async () => {
      execFileSync('zip', ['-qry', '../action.zip', '.'], { cwd: directory() });
      expect(await runHere(sandbox, ['invoke', 'action.zip'])).toMatchObject({ code: 0, stdout: expected });
    });

    const gcc = spawnSync('gcc', ['--version']).status === 0;
    if (!gcc) console.warn('SKIPPED: an ELF binary needs gcc(1): apt-get install gcc libc6-dev');
    (gcc ? it : it.skip)('a binary, when --runner native is given or not', async () => {
      const source = sandbox.write(
        'hi.c',
        '#include <stdio.h>\nint main(int c, char **v) { puts(v[c - 1]); return 0; }\n',
      );
      execFileSync('gcc', ['-o', join(sandbox.folder, 'hi'), source]);
      for (const runner of [[], ['--runner', 'native']]) {
        expect(await runHere(sandbox, ['invoke', 'hi', '-p', 'a', '1', ...runner])).toMatchObject({
          code: 0,
          stdout: '{\n    "a": 1\n}\n',
        });
      }
    });

    it('a script by its #! line', async () => {
      sandbox.write('script', '#!/bin/sh\necho \'{"sh":true}\'\n');
      expect(await runHere(sandbox, ['invoke', 'script', '-r'])).toMatchObject({
        code: 0,
        stdout: '{\n    "sh": true\n}\n',
      });
    });

    it('a source in another encoding, byte for byte', async () => {
      const source = '#include <stdio.h>\nint main(void) { printf("[%d]", (int)sizeof("\xe4\xf6") - 1); return 0; }\n';
      sandbox.write('latin.c', Buffer.from(source, 'latin1'));
      expect(await runHere(sandbox, ['invoke', 'latin.c'])).toMatchObject({ code: 0, stdout: '[\n    2\n]\n' });
    });

    it('a zipapp of Python with a first line', async () => {
      const zipapp = buildZip([{ name: '__main__.py', data: `print('{"zipapp": true}')` }], {
        prefix: Buffer.from('#!/usr/bin/env python3\n'),
      });
      sandbox.write('app.pyz', zipapp);
      expect(await runHere(sandbox, ['invoke', 'app.pyz'])).toMatchObject({
        code: 0,
        stdout: '{\n    "zipapp": true\n}\n',
      });
    });

    it('a text by the runner that is named', async () => {
      sandbox.write('script.txt', "echo '{}'\n");
      expect(await runHere(sandbox, ['invoke', 'script.txt', '--runner', 'bash'])).toMatchObject({
        code: 0,
        stdout: '{}\n',
      });
    });

    it('a runner of a module', async () => {
      sandbox.write('any.txt', '');
      const runner = join(FIXTURES, 'greeting-runner.js');
      const { code, stdout } = await runHere(sandbox, ['invoke', 'any.txt', '--runner', runner, '-p', 'name', 'James']);
      expect({ code, result: JSON.parse(stdout) }).toMatchObject({ code: 0, result: { greeting: 'Hello James' } });
    });

    it('the stub when only a runner is named', async () => {
      const { code, stdout, stderr } = await runHere(sandbox, ['invoke', '--runner', 'native']);
      expect({ code, result: JSON.parse(stdout) }).toEqual({
        code: 1,
        result: { error: expect.stringContaining('stub action') },
      });
      expect(stderr).toContain('This is a stub action');
    });
  });

  describe('ends with', () => {
    it.each([
      [1, 'an answer {"error": …}', `echo '{"error":"no such city"}'`, '{\n    "error": "no such city"\n}\n', ''],
      [1, 'an answer {"error": null}', `echo '{"error":null}'`, '{\n    "error": null\n}\n', ''],
      [
        0,
        'an error inside of the answer',
        `echo '{"a":{"error":1}}'`,
        '{\n    "a": {\n        "error": 1\n    }\n}\n',
        '',
      ],
      [0, 'a good answer of a process that fails', `echo '{}'; exit 7`, '{}\n', ''],
      [
        2,
        'a last line that is no JSON',
        'echo oops',
        '',
        `${INVALID} The last line of stdout is "oops" (exit status 0)`,
      ],
      [
        2,
        'a scalar as answer',
        'echo 1',
        '',
        `${INVALID} The last line of stdout is "1" (exit status 0); it is a number`,
      ],
      [2, 'characters of the reason', 'echo "é 50%"', '', 'The last line of stdout is "é 50%" (exit status 0)'],
      [2, 'no answer', 'exit 5', '', `${INVALID} The action wrote nothing to stdout (exit status 5); print the result`],
      [2, 'a process killed by a signal', 'kill -KILL $$', '', 'The action was killed by SIGKILL. (HTTP status'],
      [2, 'a syntax error', 'if then', '', 'could not be initialized: bash failed with exit status 2'],
    ])('%i for %s', async (code, _, script, stdout, message) => {
      sandbox.write('action.sh', `${script}\n`);
      const ended = await runHere(sandbox, ['invoke', 'action.sh']);
      expect(ended).toMatchObject({ code, stdout });
      expect(ended.stderr).toContain(message);
    });

    it.each([
      [
        'tool',
        Buffer.from('\xcf\xfa\xed\xfe\x07\0\0\x01', 'latin1'),
        'tool is a Mach-O executable of macOS, which no runner',
      ],
      ['tool.txz', Buffer.from('\xfd7zXZ\0', 'latin1'), 'tool.txz is an xz file, which no runner'],
      ['tool.sh', Buffer.from('echo\n', 'utf16le'), 'The executable cannot be started: it is text in UTF-16'],
    ])('2 for what no runner can run: %s', async (name, bytes, says) => {
      sandbox.write(name, bytes);
      const ended = await runHere(sandbox, ['invoke', name]);
      expect(ended).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(says) });
    });

    it('2 for an archive that the runtime refuses', async () => {
      const files = [
        { name: 'exec', data: '#!/bin/sh\n' },
        { name: 'link', link: '/etc/passwd' },
      ];
      sandbox.write('action.zip', buildZip(files));
      const ended = await runHere(sandbox, ['invoke', 'action.zip']);
      expect(ended).toMatchObject({ code: 2, stdout: '' });
      expect(ended.stderr).toMatch(/^actionrunner: the action could not be initialized: .*link.*\(HTTP status 502\)$/m);
    });

    it('2 for a module that is broken', async () => {
      sandbox.write('any.txt', '');
      const args = ['invoke', 'any.txt', '--runner', join(FIXTURES, 'throws-on-import.js')];
      expect(await runHere(sandbox, args)).toMatchObject({
        code: 2,
        stdout: '',
        stderr: expect.stringContaining('throws-on-import.js could not be loaded: the module is broken'),
      });
    });
  });
});

// Long because its tests run for each isolation.
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildZip } from '../../../../test/support/zip-builder.js';
import { FRAME } from '../../../http/test/support/frame.js';
import { BashAction } from '../support/bash-action.js';

describe.each(['process', 'fork'] as const)('isolation %s', (isolation) => {
  /** Uses what only bash has. */
  const BASH_ONLY = `words=(a b c); [[ $1 == *James* ]] && echo "{\\"words\\":\${#words[@]},\\"args\\":$1}"`;

  test.each([
    { what: 'without a shebang', code: BASH_ONLY },
    { what: 'with #!/bin/bash', code: `#!/bin/bash\n${BASH_ONLY}\n` },
    { what: 'with #!/usr/bin/env bash', code: `#!/usr/bin/env bash\n${BASH_ONLY}\n` },
    { what: 'that begins with a comment', code: `# a comment\n${BASH_ONLY}\n` },
  ])('a script $what runs under bash', async ({ code }) => {
    const action = new BashAction({ isolation });

    expect(await action.init(code)).toBeUndefined();
    expect(await action.run({ name: 'James' })).toEqual({ words: 3, args: { name: 'James' } });
    expect(action.logs.stdout + action.logs.stderr).toBe(FRAME.repeat(2));
  });

  test('the shell script of the OpenWhisk docs reads its parameters with jq', async () => {
    const action = new BashAction({ isolation });
    const code = [
      '#!/bin/bash',
      'echo "Arguments: $1"',
      `NAME=$(echo "$1" | jq -r '."name"')`,
      'DATE=$(date)',
      'echo "{ \\"message\\": \\"Hello $NAME! It is $DATE.\\" }"',
      '',
    ].join('\n');

    await action.init(code);

    expect(await action.run({ name: 'James' })).toEqual({
      message: expect.stringMatching(/^Hello James! It is .+\.$/),
    });
    expect(action.logs.stdout).toBe(`Arguments: {"name":"James"}\n${FRAME}`);
  });

  test('a script in ISO-8859-1 runs under bash, without and with a shebang', async () => {
    for (const first of ['', '#!/usr/bin/env bash\n']) {
      const action = new BashAction({ isolation });
      const script = Buffer.from(`${first}LC_ALL=C; text='\xe4\xf6'; echo "[\${#text}]"\n`, 'latin1');
      // Text without a shebang is text for the sender; as bytes of another encoding it can only be base64.
      expect(await action.init(script.toString('base64'), { binary: true })).toBeUndefined();
      expect(await action.run()).toEqual([2]);
    }
  });

  test.each([
    { what: 'in UTF-16', code: Buffer.from('echo {}\n', 'utf16le'), says: /text in UTF-16/ },
    { what: 'behind a byte order mark', code: Buffer.from('\ufeffecho {}\n'), says: /byte order mark/ },
    { what: 'with NUL characters', code: Buffer.from('\0\x01echo {}\n'), says: /does not start like one/ },
  ])('a script $what is not given to bash', async ({ code, says }) => {
    expect(await new BashAction({ isolation }).init(code.toString('base64'), { binary: true })).toMatch(says);
  });

  describe('a shebang is honoured', () => {
    test.each([
      { what: 'options', code: `#!/bin/bash -f\necho "[\\"$-\\"]"\n`, result: [expect.stringContaining('f')] },
      {
        what: 'env -S with options',
        code: `#!/usr/bin/env -S bash -f\necho "[\\"$-\\"]"\n`,
        result: [expect.stringContaining('f')],
      },
      { what: 'perl', code: `#!/usr/bin/env perl\nprint '{"perl":', 6 * 7, "}\\n";\n`, result: { perl: 42 } },
      {
        what: 'node',
        code: `#!/usr/bin/env node\nconsole.log(JSON.stringify({ node: 6 * 7 }));\n`,
        result: { node: 42 },
      },
    ])('$what', async ({ code, result }) => {
      const action = new BashAction({ isolation });

      expect(await action.init(code)).toBeUndefined();
      expect(await action.run()).toEqual(result);
    });

    test('another interpreter is neither checked as bash nor given a function call', async () => {
      const action = new BashAction({ isolation });
      const code = `#!/usr/bin/env perl\nif (1) { print "{}\\n" }\n`;

      expect(await action.init(code, { main: 'hello' })).toBeUndefined();
      expect(await action.run()).toEqual({});
    });

    test('an interpreter that is missing fails the init', async () => {
      expect(await new BashAction({ isolation }).init('#!/no/such/bash\necho {}\n')).toBe(
        "The interpreter /no/such/bash in the script's first line does not exist here.",
      );
    });
  });

  describe('valid bash that bash -n refuses', () => {
    const ANSWER = `echo '{"ok":true}'`;
    test.each([
      ['a pattern of extglob', `shopt -s extglob\ncase a in !(b)) ${ANSWER};; esac\n`],
      [
        'a pattern in a function',
        `shopt -s extglob\nf() { local x=aab; x=\${x//+(a)/}; [[ $x == b ]] && ${ANSWER}; }\nf\ncase x in @(y|z)) ;; esac\n`,
      ],
      ['options of the first line', `#!/usr/bin/env -S bash -O extglob\ncase a in !(b)) ${ANSWER};; esac\n`],
    ])('%s passes', async (_, code) => {
      const action = new BashAction({ isolation });
      expect(await action.init(code)).toBeUndefined();
      expect(await action.run()).toEqual({ ok: true });
    });

    test.each([
      ['text behind exit', `${ANSWER}\nexit\nIt's data (if you like\n`],
      ['an archive behind exit', `#!/bin/bash\n${ANSWER}\nexit 0\nPK\\003( " \n`],
      ['text behind exec', `exec sh -c "echo '{\\"ok\\":true}'"\ndone )\n`],
      ['text behind a function that exits', `finish() {\n  ${ANSWER}\n  exit\n}\nfinish\n)\n`],
      ['an alias', `shopt -s expand_aliases\nalias wenn=if dann=then fertig=fi\nwenn true; dann ${ANSWER}; fertig\n`],
      [
        'a file that sets an option',
        `echo 'shopt -s extglob' >options\n. ./options\ncase a in !(b)) ${ANSWER};; esac\n`,
      ],
      ['a variable that must be set', `: \${none:?}\n${ANSWER}\n)\n`],
    ])('%s passes with a warning', async (what, code) => {
      const action = new BashAction({ isolation });
      expect(await action.init(code)).toBeUndefined();
      const said = action.logs.stderr.replace(/^The script cannot be run by a bash that waits for it: .*\n/m, '');
      expect(said).toMatch(/^(Warning: bash -n reports an error, .*exec: line \d+: |$)/);
      if (what !== 'a variable that must be set') expect(await action.run()).toEqual({ ok: true });
    });

    test.each([
      ['an unfinished function that has an exit', 'main() {\n  if true; then\n    exit 1\n}\nmain\n'],
      ['a comment with such a word', '# exit\nif then\n'],
      ['a name that contains one', 'preset=1; exits=2\necho "$preset" >/dev/null\nif then\n'],
      ['a text before', 'cat <<EOF\nhello\nEOF\n)\n'],
      ['many lines before', `${'echo "a line" >/dev/null\n'.repeat(200)}if then\n`],
      ['exit on the same line', 'exit; if then\n'],
    ])('is not this: %s', async (_, code) => {
      const action = new BashAction({ isolation });
      expect(await action.init(code)).toMatch(/^bash failed with exit status [12]: exec: line \d+: syntax error/);
    });

    test('the check does not run what BASH_ENV names', async () => {
      const action = new BashAction({ isolation });
      const env = { BASH_ENV: `${action.directory}/hook` };
      writeFileSync(env.BASH_ENV, 'touch ran\n');
      await action.init(`${ANSWER}\n`, { env });
      expect(readdirSync(action.directory)).not.toContain('ran');
    });
  });

  describe('a syntax error fails the init', () => {
    test.each([
      { what: 'without a shebang', code: 'if true; then\necho "{}"\n' },
      { what: 'with one', code: '#!/usr/bin/env bash\nif true; then\necho "{}"\n' },
    ])("$what: bash's message is in the error and in the logs", async ({ code }) => {
      const action = new BashAction({ isolation });

      const error = await action.init(code);

      expect(error).toMatch(/^bash failed with exit status 2: exec: line \d+: syntax error: unexpected end of file/);
      const [, message] = (error as string).split('exit status 2: ');
      expect(action.logs.stdout).toBe(FRAME);
      expect(action.logs.stderr).toBe(`${message}\nbash failed with exit status 2.\n${FRAME}`);
    });

    test('and the script does not run, not even a part of it', async () => {
      const action = new BashAction({ isolation });

      await action.init('touch started\nfi\n');

      await expect(action.run()).rejects.toThrow('its initialization failed');
      expect(statSync(join(action.directory, 'started'), { throwIfNoEntry: false })).toBeUndefined();
    });

    test('a corrected script can be sent after it', async () => {
      const action = new BashAction({ isolation });
      await action.init('fi');

      expect(await action.init(`echo '{"a":1}'`)).toBeUndefined();
      expect(await action.run()).toEqual({ a: 1 });
    });
  });

  describe('Windows line endings', () => {
    test.each(['#!/bin/bash', '#!/usr/bin/env bash', '#!/usr/bin/env -S bash -e'])(
      '%s is refused with the reason',
      async (line) => {
        expect(await new BashAction({ isolation }).init(`${line}\r\necho '{}'\r\n`)).toMatch(
          /^The script has Windows line endings \(CR LF\)/,
        );
      },
    );

    test('without a shebang a simple script still runs, with a warning', async () => {
      const action = new BashAction({ isolation });

      expect(await action.init(`echo '{"a":1}'\r\n`)).toBeUndefined();
      expect(action.logs.stderr).toMatch(/^Warning: Line 1 of the script ends with CR LF, .*\(LF\)\.\n$/m);
      expect(await action.run()).toEqual({ a: 1 });
    });

    test('where they break the syntax, the error says so', async () => {
      const message = await new BashAction({ isolation }).init(`greet() {\r\n  echo\r\n}\r\necho '{}'\n`);
      expect(message).toMatch(/^bash failed with exit status 2: .*syntax error near unexpected token/);
      expect(message).toMatch(/\nLine 1 of the script ends with CR LF, .*; save it with Unix line endings \(LF\)\.$/);
    });
  });

  describe('a zip', () => {
    const zip = (exec: string) =>
      buildZip([
        { name: 'exec', data: exec },
        { name: 'lib/greet.sh', data: 'greet() { echo "{\\"greeting\\":\\"Hello $1!\\"}"; }\n' },
      ]).toString('base64');

    test('runs its exec in the action directory', async () => {
      const action = new BashAction({ isolation });

      expect(await action.init(zip('. lib/greet.sh\ngreet "$PWD"\n'), { binary: true })).toBeUndefined();
      expect(await action.run()).toEqual({ greeting: `Hello ${action.directory}!` });
    });

    test('has its function called', async () => {
      const action = new BashAction({ isolation });

      const code = zip('#!/bin/bash\n. lib/greet.sh\nhello() { greet bash; }\n');
      expect(await action.init(code, { binary: true, main: 'hello' })).toBeUndefined();
      expect(await action.run()).toEqual({ greeting: 'Hello bash!' });
    });

    test('with a syntax error in its exec fails the init', async () => {
      expect(await new BashAction({ isolation }).init(zip('fi\n'), { binary: true })).toMatch(
        /syntax error near unexpected token/,
      );
    });

    test.each(['main', 'hello'])(
      'without exec is refused, and leaves nothing behind, with the main %s',
      async (main) => {
        const action = new BashAction({ isolation });
        const code = buildZip([{ name: 'main.sh', data: 'hello() { echo {}; }' }]).toString('base64');

        expect(await action.init(code, { binary: true, main })).toBe(
          'Zip file does not include exec at its root, but "main.sh".',
        );
        expect(readdirSync(action.directory)).toEqual([]);
      },
    );
  });

  test('a script of the image runs without an init, with and without a shebang', async () => {
    for (const shebang of ['', '#!/bin/bash\n']) {
      const action = new BashAction({ isolation });
      writeFileSync(join(action.directory, 'exec'), `${shebang}[[ 1 == 1 ]] && echo '{"a":1}'\n`);
      chmodSync(join(action.directory, 'exec'), 0o755);

      expect(await action.run()).toEqual({ a: 1 });
    }
  });

  test('a re-init forgets what the last script was', async () => {
    const action = new BashAction({ isolation });
    await action.init('#!/usr/bin/env perl\nprint "[1]\\n";\n');
    expect(await action.run()).toEqual([1]);

    await action.init('[[ 1 == 1 ]] && echo "[2]"');
    expect(await action.run()).toEqual([2]);
  });

  test('the env of the init holds while the syntax is checked and while the script runs', async () => {
    const action = new BashAction({ isolation });

    expect(await action.init('echo "[\\"$GREETING\\"]"', { env: { GREETING: 'Hi' } })).toBeUndefined();
    expect(await action.run()).toEqual(['Hi']);
  });

  test('parameters that are shell syntax do not execute', async () => {
    const action = new BashAction({ isolation });
    await action.init(`printf '%s\\n' "$1"`);
    const value = { payload: '$(touch started) `touch started` "; touch started; \' && touch started \\' };

    expect(await action.run(value)).toEqual(value);
    expect(statSync(join(action.directory, 'started'), { throwIfNoEntry: false })).toBeUndefined();
  });
});

test('a script without an error needs one bash, and no bash -n', async () => {
  const action = new BashAction();
  const bin = join(action.directory, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'bash'), `#!/bin/sh\necho x >>'${bin}/starts'\nexec /bin/bash "$@"\n`, { mode: 0o755 });
  const checks = async (code: string) => {
    rmSync(join(bin, 'starts'), { force: true });
    await action.init(code, { env: { PATH: `${bin}:${process.env['PATH']}` } });
    return readFileSync(join(bin, 'starts'), 'latin1').length / 'x\n'.length;
  };
  expect(await checks(`echo {}\n`)).toBe(1);
  expect(await checks(`cat <<END\necho {}\n`)).toBe(2);
});

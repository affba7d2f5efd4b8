import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildZip, type ZipEntry } from '../../../test/support/zip-builder.js';
import { setUpCommandSandbox } from '../../core/test/support/command-sandbox.js';
import { run, runHere } from './support/command.js';
import { placed, type Served, serve } from './support/served.js';
import { describeWith } from './support/tools.js';

/** The same behaviour, written in each language. */
interface Language {
  readonly runner: string;
  readonly program: string;
  readonly install: string;
  readonly extension: string;
  /** Logs `log ☃` and `err ☃` and answers with its parameters; `{"crash": true}` ends it by SIGKILL, `{"bad": true}` answers `5`. */
  readonly source: string;
  /** A source that fails the init, and a part of the error. */
  readonly broken: { readonly source: string; readonly error: string };
  /** Files of an archive that answers `{"data": "dätä"}`, read from a file beside the code. */
  readonly files: readonly ZipEntry[];
  /** Defines `hello` alone, which answers `{"by": "hello"}`. */
  readonly other: string;
}

const PYTHON: Language = {
  runner: 'python',
  program: 'python3',
  install: 'sudo apt-get install python3',
  extension: '.py',
  source: [
    'import os, sys',
    'def main(args):',
    '    print("log ☃")',
    '    print("err ☃", file=sys.stderr)',
    '    if "crash" in args: os.kill(os.getpid(), 9)',
    '    return 5 if "bad" in args else args',
    '',
  ].join('\n'),
  broken: { source: 'import no_such_module\n', error: "ModuleNotFoundError: No module named 'no_such_module'" },
  files: [
    {
      name: '__main__.py',
      data: 'import helper\ndef main(args):\n    return {"data": helper.read("data/text.txt")}\n',
    },
    { name: 'helper.py', data: 'def read(path):\n    with open(path) as file:\n        return file.read()\n' },
    { name: 'data/text.txt', data: 'dätä' },
  ],
  other: 'def hello(args):\n    return {"by": "hello"}\n',
};

const C: Language = {
  runner: 'c',
  program: 'gcc',
  install: 'sudo apt-get install gcc',
  extension: '.c',
  source: [
    '#include <signal.h>',
    '#include <stdio.h>',
    '#include <string.h>',
    'int main(int argc, char **argv) {',
    '    printf("log ☃\\n");',
    '    fprintf(stderr, "err ☃\\n");',
    '    fflush(stdout);',
    '    if (strstr(argv[1], "\\"crash\\"")) raise(SIGKILL);',
    '    puts(strstr(argv[1], "\\"bad\\"") ? "5" : argv[1]);',
    '    return 0;',
    '}',
    '',
  ].join('\n'),
  broken: { source: 'int main(void) { return missing; }\n', error: 'error: ' },
  files: [
    {
      name: 'main.c',
      data: '#include "read.h"\n#include <stdio.h>\nint main(void) {\n    printf("{\\"data\\": \\"%s\\"}\\n", text("data/text.txt"));\n    return 0;\n}\n',
    },
    { name: 'read.h', data: 'const char *text(const char *path);\n' },
    {
      name: 'read.c',
      data: '#include "read.h"\n#include <stdio.h>\nconst char *text(const char *path) {\n    static char line[100];\n    return fgets(line, sizeof line, fopen(path, "r"));\n}\n',
    },
    { name: 'data/text.txt', data: 'dätä' },
  ],
  other:
    '#include <stdio.h>\nint hello(int argc, char **argv) {\n    puts("{\\"by\\": \\"hello\\"}");\n    return 0;\n}\n',
};

const SENTINEL = 'XXX_THE_END_OF_A_WHISK_ACTIVATION_XXX\n';

for (const language of [PYTHON, C]) {
  const { runner, extension, source, broken, files, other } = language;

  describeWith(language.program, language.install)(`an action in ${runner}`, () => {
    const sandbox = setUpCommandSandbox();

    describe('over HTTP', () => {
      let served: Served;

      beforeEach(async () => {
        served = await serve(sandbox, [runner, ...placed(sandbox)]);
      });

      afterEach(() => served.stop());

      const init = (code: string | Buffer, fields = {}) =>
        served.post('/init', {
          value: {
            ...(typeof code === 'string' ? { code } : { code: code.toString('base64'), binary: true }),
            ...fields,
          },
        });
      const activate = (value: unknown) => served.post('/run', { value, activation_id: 'one', deadline: '123' });

      it('answers with its parameters, in any script, and logs', async () => {
        expect(await init(source)).toEqual({ status: 200, body: { ok: true } });
        const value = { name: 'James', delimiter: '❄ 𝄞', list: [1, null, { a: 1.5 }] };
        expect(await activate(value)).toEqual({ status: 200, body: value });
        expect(await activate(['ü'])).toEqual({ status: 200, body: ['ü'] });
        const { stdout, stderr } = await served.stop();
        expect(stdout).toBe(`log ☃\n${SENTINEL}`.repeat(2));
        expect(stderr).toBe(`err ☃\n${SENTINEL}`.repeat(2));
      });

      it('answers 502 for a crash or a bad result, and works again after each', async () => {
        await init(source);
        expect(await activate({ crash: true })).toEqual({
          status: 502,
          body: { error: expect.stringContaining('was killed by SIGKILL') },
        });
        expect(await activate({ bad: true })).toEqual({
          status: 502,
          body: { error: 'The action did not return a dictionary or array.' },
        });
        expect(await activate({ good: true })).toEqual({ status: 200, body: { good: true } });
      });

      it('answers 502 to an init with broken code, and takes a better one', async () => {
        expect(await init(broken.source)).toEqual({
          status: 502,
          body: { error: expect.stringContaining(broken.error) },
        });
        expect((await init(source)).status).toBe(200);
        expect(await activate([1])).toEqual({ status: 200, body: [1] });
      });

      it('runs from a zip', async () => {
        expect((await init(buildZip(files))).status).toBe(200);
        expect(await activate({})).toEqual({ status: 200, body: { data: 'dätä' } });
      });
    });

    describe('by invoke', () => {
      it('runs from its source file, which selects the runner', async () => {
        sandbox.write(`action${extension}`, source);
        expect(await run(sandbox, ['invoke', `action${extension}`, '-p', 'name', '❄'])).toEqual({
          code: 0,
          signal: null,
          stdout: '{\n    "name": "❄"\n}\n',
          stderr: expect.stringMatching(/^(log ☃\nerr ☃|err ☃\nlog ☃)\n$/),
        });
      });

      it('runs from a directory, which selects the runner, too', async () => {
        for (const { name, data } of files) {
          sandbox.write(join('action', name as string), data as string);
        }
        mkdirSync(join(sandbox.folder, 'action/empty'));
        const ended = await runHere(sandbox, ['invoke', 'action', '-r']);
        expect(ended).toMatchObject({ code: 0, stdout: '{\n    "data": "dätä"\n}\n', stderr: '' });
      });

      it('calls the entry point that is named', async () => {
        sandbox.write(`action${extension}`, other);
        const ended = await runHere(sandbox, ['invoke', `action${extension}`, '--main', 'hello', '-r']);
        expect(ended).toMatchObject({ code: 0, stdout: '{\n    "by": "hello"\n}\n' });
      });

      it('tells why broken code cannot be initialized', async () => {
        sandbox.write(`action${extension}`, broken.source);
        const ended = await runHere(sandbox, ['invoke', `action${extension}`]);
        expect(ended).toMatchObject({ code: 2, stdout: '' });
        expect(ended.stderr).toContain('actionrunner: the action could not be initialized: ');
        expect(ended.stderr).toContain(broken.error);
      });
    });
  });
}

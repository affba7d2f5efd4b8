import { FRAME } from '../../../core/test/support/proxied.js';
import { answering, CActions, describeC, IDENTITY } from '../support/c.js';

describeC('CRunner', () => {
  const actions = new CActions();

  afterEach(() => actions.close());

  describe('runs a program', () => {
    test('with the JSON in argv[1] and on stdin', async () => {
      const action = await actions.start(
        [
          '#include <stdio.h>',
          '#include <string.h>',
          'int main(int argc, char **argv) {',
          '    char line[1000];',
          '    fgets(line, sizeof line, stdin);',
          '    line[strcspn(line, "\\n")] = 0;',
          '    printf("{\\"argc\\": %d, \\"argv\\": %s, \\"stdin\\": %s}\\n", argc, argv[1], line);',
          '    return 0;',
          '}',
        ].join('\n'),
      );
      const value = { text: 'ü', list: [1, null] };
      expect(await action.run(value)).toEqual({ argc: 2, argv: value, stdin: value });
      expect(action.logged()).toEqual({ stdout: FRAME, stderr: FRAME });
    });

    test('with unicode in its code, parameters, logs and result', async () => {
      const action = await actions.start(
        [
          '#include <stdio.h>',
          'int main(int argc, char **argv) {',
          '    fprintf(stderr, "☃ %s\\n", argv[1]);',
          '    printf("log ☃\\n{\\"winter\\": \\"☃\\", \\"value\\": %s}\\n", argv[1]);',
          '    return 0;',
          '}',
        ].join('\n'),
      );
      expect(await action.run({ delimiter: '❄ 𝄞' })).toEqual({ winter: '☃', value: { delimiter: '❄ 𝄞' } });
      expect(action.logged()).toEqual({ stdout: `log ☃\n${FRAME}`, stderr: `☃ {"delimiter":"❄ 𝄞"}\n${FRAME}` });
    });

    test.each(['default', 'int', 'printf', 'no such name', '-x'])(
      'with a main of its own, whatever the message says, and says so: %j',
      async (main) => {
        const action = await actions.start(IDENTITY, { main });
        expect(await action.run({ a: 1 })).toEqual({ a: 1 });
        const note = `The function ${main} is not called: the program has its own main, which runs.\n`;
        expect(action.logged()).toEqual({ stdout: FRAME, stderr: `${note}${FRAME}` });
      },
    );

    test('with an array', async () => {
      const action = await actions.start(IDENTITY);
      expect(await action.run(['a', { b: [1] }])).toEqual(['a', { b: [1] }]);
    });

    test('with more than a megabyte, which is on stdin only', async () => {
      const action = await actions.start(
        [
          '#include <stdio.h>',
          'int main(int argc, char **argv) {',
          '    if (argc != 1) return 1;',
          '    for (int c; (c = getchar()) != EOF;) putchar(c);',
          '    return 0;',
          '}',
        ].join('\n'),
      );
      const value = { text: `${'x'.repeat(1_048_561)}€` };
      expect((await action.run(value)) as object).toEqual(value);
    });

    test('with the env of the init and the context of the activation', async () => {
      const action = await actions.start(
        [
          '#include <stdio.h>',
          '#include <stdlib.h>',
          'int main(void) {',
          '    const char *key = getenv("__OW_API_KEY");',
          '    printf("{\\"env\\": \\"%s\\", \\"id\\": \\"%s\\", \\"key\\": \\"%s\\"}\\n",',
          '           getenv("EQUATION"), getenv("__OW_ACTIVATION_ID"), key ? key : "none");',
          '    return 0;',
          '}',
        ].join('\n'),
        { env: { EQUATION: 'a=b=c', __OW_API_KEY: 'of the init' } },
      );
      const first = await action.run({}, { activation_id: 'one', api_key: 'secret' });
      expect(first).toEqual({ env: 'a=b=c', id: 'one', key: 'secret' });
      expect(await action.run({}, { activation_id: 'two' })).toEqual({ env: 'a=b=c', id: 'two', key: 'none' });
    });

    test('that crashes: the signal is named, and the next activation works', async () => {
      const action = await actions.start(
        [
          '#include <signal.h>',
          '#include <stdio.h>',
          '#include <string.h>',
          'int main(int argc, char **argv) {',
          '    if (strstr(argv[1], "crash")) raise(SIGSEGV);',
          '    puts(argv[1]);',
          '    return 0;',
          '}',
        ].join('\n'),
      );
      await expect(action.run({ crash: true })).rejects.toMatchObject({
        code: 'ERR_RUNNER_CRASHED',
        message: 'The action was killed by SIGSEGV.',
      });
      expect(await action.run([1])).toEqual([1]);
    });
  });

  describe('calls another entry point', () => {
    const HANDLER =
      '#include <stdio.h>\nint handler(int argc, char **argv) {\n    printf("[\\"handler\\", %s]\\n", argv[1]);\n    return 0;\n}\n';

    test('in a program that has no main of its own', async () => {
      const action = await actions.start(HANDLER, { main: 'handler' });
      expect(await action.run({ a: 1 })).toEqual(['handler', { a: 1 }]);
    });

    test('whatever comments and texts say about a main', async () => {
      const action = await actions.start(
        `/* int main(int argc, char **argv) {} */\nconst char *text = "int main(void) {}";\n${HANDLER}`,
        {
          main: 'handler',
        },
      );
      expect(await action.run([1])).toEqual(['handler', [1]]);
    });

    test('in a program of several files', async () => {
      const action = await actions.start(
        [
          { name: 'a.c', data: 'int unused;\n' },
          { name: 'folder/handler.c', data: HANDLER },
        ],
        { main: 'handler' },
      );
      expect(await action.run([1])).toEqual(['handler', [1]]);
    });

    test.each([
      ['beside the named function', `${HANDLER}int main(void) {\n    puts("[\\"main\\"]");\n    return 0;\n}\n`],
      [
        'made by a macro',
        '#include <stdio.h>\n#define ENTRY ma##in\n#define JOIN(a, b) a##b\nint JOIN(ma, in)(void) {\n    puts("[\\"main\\"]");\n    return 0;\n}\n',
      ],
    ])('not in one that has a main of its own, %s', async (_, code) => {
      const action = await actions.start(code, { main: 'handler' });
      expect(await action.run()).toEqual(['main']);
    });

    test('not in a Makefile, which says itself what it builds', async () => {
      const action = await actions.start(
        [
          { name: 'Makefile', data: 'exec: a.c\n\t@gcc $< -o $@\n' },
          { name: 'a.c', data: answering('["made"]') },
        ],
        { main: 'handler' },
      );
      expect(await action.run()).toEqual(['made']);
    });

    test('and leaves nothing else in the action directory', async () => {
      const { readTree } = await import('../../../core/test/support/tree.js');
      const action = actions.make();
      await action.init(HANDLER, { main: 'handler' });
      expect(Object.keys(readTree(action.directory))).toEqual(['exec', 'main.c']);
    });
  });
});

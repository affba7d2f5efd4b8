import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildZip } from '../../../../test/support/zip-builder.js';
import { FRAME } from '../../../core/test/support/proxied.js';
import { readTree } from '../../../core/test/support/tree.js';
import { answering, CActions, describeC, IDENTITY } from '../support/c.js';

describeC('the build of a C action', () => {
  const actions = new CActions();

  afterEach(() => actions.close());

  test('passes with warnings, which are logged', async () => {
    const action = await actions.start(`#warning "mind the gap"\n${IDENTITY}`);
    const { stdout, stderr } = action.logged();
    expect(stdout).toBe('');
    expect(stderr).toContain('mind the gap');
    expect(stderr).not.toContain(FRAME);
    expect(await action.run([1])).toEqual([1]);
  });

  test.each([
    ['an executable', readFileSync('/bin/true').subarray(0, 1000), /an ELF/],
    ['a program for Windows', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(80)]), /Windows/],
  ])('refuses %s as the source', async (_, bytes, says) => {
    await expect(actions.make().init(buildZip([{ name: 'main.c', data: bytes }]))).rejects.toMatchObject({
      code: 'ERR_RUNNER_BUILD',
      message: expect.stringMatching(says),
    });
  });

  test('names the option of a library that is not linked', async () => {
    const source =
      '#include <math.h>\n#include <stdio.h>\nint main(int c, char **v) { printf("[%g]", sqrt(c)); return 0; }\n';
    const action = actions.make();
    await expect(action.init(source)).rejects.toMatchObject({
      code: 'ERR_RUNNER_BUILD',
      message: expect.stringMatching(/sqrt(?:.|\n)*\nLink it with -lm: set LDLIBS=-lm in the environment of the init/),
    });
    await action.init(source, { env: { LDLIBS: '-lm' } });
    expect(await action.run()).toEqual([expect.any(Number)]);
  });

  test('says that text is C++', async () => {
    await expect(actions.make().init('#include <iostream>\nint main() {}\n')).rejects.toMatchObject({
      message: expect.stringContaining('ends in .cpp'),
    });
  });

  test('gets a source in another encoding byte for byte', async () => {
    const source = '#include <stdio.h>\nint main(void) { printf("[%d]", (int)sizeof("\xe4") - 1); return 0; }\n';
    const action = actions.make();
    await action.init(Buffer.from(source, 'latin1'));
    expect(await action.run()).toEqual([1]);
  });

  test('names a source in UTF-16, which gcc cannot read', async () => {
    const wide = Buffer.from(`\ufeff${IDENTITY}`, 'utf16le');
    await expect(actions.make().init(wide)).rejects.toMatchObject({
      code: 'ERR_RUNNER_BUILD',
      message: expect.stringMatching(/^The source cannot be read: it is text in UTF-16; save it as UTF-8/),
    });
    const archive = buildZip([
      { name: 'lib/a.c', data: wide },
      { name: 'b.c', data: IDENTITY },
    ]);
    await expect(actions.make().init(archive)).rejects.toMatchObject({
      message: expect.stringMatching(/^The source lib\/a\.c cannot be read: it is text in UTF-16/),
    });
  });

  test('fails with the first diagnostics in the error and all of them in the logs', async () => {
    const lines = Array.from({ length: 20 }, (_, n) => `int wrong${n} = missing${n};`);
    const action = actions.make();
    const failure = (await action.init([...lines, IDENTITY].join('\n')).catch((error: unknown) => error)) as Error;
    expect(failure).toMatchObject({ code: 'ERR_RUNNER_BUILD' });
    expect(failure.message).toMatch(/^gcc failed with exit status 1: main\.c:1:\d+: error: .*missing0.* undeclared/);
    expect(failure.message).not.toContain('missing19');
    const { stdout, stderr } = action.logged();
    expect(stdout).toBe(FRAME);
    for (let n = 0; n < 20; n++) {
      expect(stderr).toMatch(new RegExp(`missing${n}['’] undeclared`));
    }
    // Not again what the compiler has written.
    expect(stderr.endsWith(`\ngcc failed with exit status 1.\n${FRAME}`)).toBe(true);
    expect(stderr.match(/missing0['’] undeclared/g)).toHaveLength(1);
  });

  test.each([
    ['the program has no main', 'int other(void) { return 0; }\n', {}, /undefined reference to [`'‘]main['’]/],
    [
      'the entry point is not defined',
      'int other(void) { return 0; }\n',
      { main: 'handler' },
      /undefined reference to [`'‘]handler['’]/,
    ],
    [
      'the entry point can be no function',
      'int other(void) { return 0; }\n',
      { main: 'no-name' },
      /undefined reference to [`'‘]main['’]/,
    ],
  ])('fails when %s', async (_, code, fields, message) => {
    const action = actions.make();
    await expect(action.init(code, fields)).rejects.toMatchObject({
      code: 'ERR_RUNNER_BUILD',
      message: expect.stringMatching(/^gcc failed with exit status 1: /),
    });
    expect(action.logged().stderr).toMatch(message);
    expect(readTree(action.directory)).toEqual({});
  });

  test('fails with the words of make', async () => {
    const makefile = { name: 'Makefile', data: 'exec:\n\t@echo "no compiler for you" >&2; exit 7\n' };
    await expect(actions.start([makefile])).rejects.toMatchObject({
      code: 'ERR_RUNNER_BUILD',
      message: expect.stringMatching(/^make failed with exit status 2: no compiler for you\n/),
    });
  });

  test('fails when the Makefile makes no exec', async () => {
    await expect(actions.start([{ name: 'Makefile', data: 'exec:\n\t@echo done\n' }])).rejects.toMatchObject({
      code: 'ERR_RUNNER_NO_BINARY',
    });
  });

  test.each([
    ['gcc', IDENTITY, {}],
    ['gcc', 'int handler(int argc, char **argv) { return 0; }\n', { main: 'handler' }],
    ['make', buildZip([{ name: 'Makefile', data: 'exec:\n' }]), {}],
  ])('says so when there is no %s', async (tool, code, fields) => {
    const action = actions.make({ environment: { PATH: '/nowhere' } });
    await expect(action.init(code, fields)).rejects.toMatchObject({
      code: 'ERR_RUNNER_BUILD',
      message: `${tool} is needed to build this action, but it is not installed here.`,
    });
    expect(action.logged().stderr).toBe(
      `${tool} is needed to build this action, but it is not installed here.\n${FRAME}`,
    );
  });

  describe('that failed', () => {
    const MAKEFILE = {
      name: 'Makefile',
      data: 'exec: parts/a.o data/made.txt made.o b.o\n\tgcc -o $@ parts/a.o b.o\nmade.o data/made.txt:\n\tmkdir -p data && echo made >$@\nparts/a.o: parts/a.c\n\tgcc -c -o $@ $<\nb.o: b.c\n\tgcc -c -o $@ $<\n',
    };
    const made = (text: string) => ({
      name: 'parts/a.c',
      data: `const char *text(void) { return "[\\"${text}\\"]"; }\n`,
    });
    const MAIN = '#include <stdio.h>\nconst char *text(void);\nint main(void) {\n    puts(text());\n    return 0;\n}\n';

    test('leaves nothing behind of what it delivered and built, and puts back what the image had', async () => {
      const action = actions.make();
      writeFileSync(join(action.directory, 'exec'), '#!/bin/sh\necho \'["image"]\'\n');
      chmodSync(join(action.directory, 'exec'), 0o755);
      mkdirSync(join(action.directory, 'data'));
      writeFileSync(join(action.directory, 'data/file.txt'), 'of the image');
      const before = readTree(action.directory);
      await expect(action.init(buildZip([MAKEFILE, made('old'), { name: 'b.c', data: 'no C' }]))).rejects.toMatchObject(
        {
          code: 'ERR_RUNNER_BUILD',
        },
      );
      expect(readTree(action.directory)).toEqual(before);
      await expect(action.run()).rejects.toMatchObject({ code: 'ERR_RUNNER_NOT_INITIALIZED' });
    });

    test('can be tried again with better code', async () => {
      const action = actions.make();
      await expect(action.init(buildZip([MAKEFILE, made('old'), { name: 'b.c', data: 'no C' }]))).rejects.toThrow(
        'make failed',
      );
      await action.init(buildZip([MAKEFILE, made('new'), { name: 'b.c', data: MAIN }]));
      expect(await action.run()).toEqual(['new']);
      await expect(action.init(IDENTITY)).rejects.toMatchObject({ code: 'ERR_RUNNER_ALREADY_INITIALIZED' });
    });

    test('is not mistaken for one that succeeded before', async () => {
      const action = actions.make({}, { allowReinit: true });
      await action.init(answering('["old"]'));
      await expect(action.init('no C')).rejects.toMatchObject({ code: 'ERR_RUNNER_BUILD' });
      await expect(action.run()).rejects.toMatchObject({ code: 'ERR_RUNNER_NOT_INITIALIZED' });
      expect(readTree(action.directory)).toEqual({});
    });
  });

  test('meets nothing that an earlier one made', async () => {
    const action = actions.make({}, { allowReinit: true });
    const makefile = { name: 'Makefile', data: 'exec: a.c made.o\n\tgcc -o $@ a.c\nmade.o:\n\techo made >$@\n' };
    await action.init(buildZip([makefile, { name: 'a.c', data: answering('["old"]') }]));
    await action.init(answering('["new"]'));
    expect(Object.keys(readTree(action.directory))).toEqual(['exec', 'main.c']);
    expect(await action.run()).toEqual(['new']);
  });
});

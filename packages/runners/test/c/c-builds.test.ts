import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildZip, type ZipEntry } from '../../../../test/support/zip-builder.js';
import { answering, CActions, describeC } from '../support/c.js';

describeC('CRunner', () => {
  const actions = new CActions();

  afterEach(() => actions.close());

  describe('looks in a zip for', () => {
    const exec = { name: 'exec', data: '#!/bin/sh\necho \'{"by": "exec"}\'\n', mode: 0o644 };
    const makefile = {
      name: 'Makefile',
      data: 'exec: program.txt\n\t@echo making\n\tgcc $(CFLAGS) -x c program.txt -o $@\n',
    };
    const program = { name: 'program.txt', data: answering('{"by": "Makefile"}') };
    const source = { name: 'any.c', data: answering('{"by": "source"}') };

    test('a ready exec first, and compiles nothing', async () => {
      const broken = { name: 'broken.c', data: 'this is no C' };
      const action = await actions.start([exec, makefile, program, source, broken]);
      expect(await action.run()).toEqual({ by: 'exec' });
    });

    test('a Makefile next, whose target exec it makes', async () => {
      const action = await actions.start([makefile, program, source]);
      expect(action.logged().stdout).toMatch(/^making\n/);
      expect(await action.run()).toEqual({ by: 'Makefile' });
    });

    test('all .c files at any depth else, but not in hidden folders', async () => {
      const action = await actions.start([
        {
          name: 'main.c',
          data: '#include <stdio.h>\n#include "parts/add.h"\nint main(void) {\n    printf("[%d]\\n", add(dash(), 2));\n    return 0;\n}\n',
        },
        { name: 'parts/add.h', data: 'int add(int a, int b);\nint dash(void);\n' },
        { name: 'parts/add.c', data: '#include "add.h"\nint add(int a, int b) { return a + b; }\n' },
        { name: '-dash.c', data: 'int dash(void) { return 40; }\n' },
        { name: 'a folder/with spaces.c', data: 'int spaces(void) { return 0; }\n' },
        { name: '.git/other.c', data: 'this is no C' },
      ]);
      expect(await action.run()).toEqual([42]);
    });

    test('something to build at least', async () => {
      await expect(actions.start([{ name: 'readme.txt', data: 'nothing' }])).rejects.toMatchObject({
        code: 'ERR_RUNNER_BUILD',
        message: expect.stringMatching(
          /^The archive contains no exec, Makefile, \.c or \.cpp file\. .*but "readme\.txt"\.$/,
        ),
      });
    });

    test('something to build of its own: sources of the image are not enough', async () => {
      const action = actions.make();
      writeFileSync(join(action.directory, 'image.c'), answering('{"by": "image"}'));
      await expect(action.init(buildZip([{ name: 'readme.txt', data: 'nothing' }]))).rejects.toMatchObject({
        code: 'ERR_RUNNER_BUILD',
      });
    });

    test('sources that sources of the image complete', async () => {
      const action = actions.make();
      writeFileSync(join(action.directory, 'image.c'), 'const char *text = "[7]";\n');
      await action.init('#include <stdio.h>\nextern const char *text;\nint main(void) { puts(text); return 0; }\n');
      expect(await action.run()).toEqual([7]);
    });

    test('a Makefile in a folder, which the error names', async () => {
      await expect(actions.start([{ ...makefile, name: 'project/Makefile' }])).rejects.toMatchObject({
        message: expect.stringContaining('Makefile is in the folder "project"; zip from inside that folder.'),
      });
    });

    test.each(['GNUmakefile', 'makefile', 'Makefile'])('%s', async (name) => {
      const action = await actions.start([{ ...makefile, name }, program, source]);
      expect(await action.run()).toEqual({ by: 'Makefile' });
    });

    test('a GNUmakefile before a makefile, as make does', async () => {
      const other = { name: 'makefile', data: 'exec:\n\tfalse\n' };
      const action = await actions.start([{ ...makefile, name: 'GNUmakefile' }, other, program]);
      expect(await action.run()).toEqual({ by: 'Makefile' });
    });
  });

  describe('compiles C++', () => {
    const cpp = (name: string): ZipEntry => ({
      name,
      data: '#include <iostream>\n#include <string>\nint main(int, char **argv) { std::cout << std::string("[") + argv[1] + "]" << std::endl; }\n',
    });

    test.each(['main.cpp', 'main.cc', 'src/main.cxx'])('%s', async (name) => {
      const action = await actions.start([cpp(name)]);
      expect(await action.run({ a: 1 })).toEqual([{ a: 1 }]);
    });

    test('with CXXFLAGS, not CFLAGS', async () => {
      const data = '#include <cstdio>\nint main() { printf("[%d]", VALUE); }\n';
      const env = { CXXFLAGS: '-DVALUE=7', CFLAGS: '--no-such-flag' };
      expect(await (await actions.start([{ name: 'main.cpp', data }], { env })).run()).toEqual([7]);
    });

    test('and C, each by its compiler', async () => {
      const action = await actions.start([
        {
          name: 'main.cpp',
          data: '#include <cstdio>\nextern "C" int seven(void);\nint main() { std::printf("[%d]", seven()); }\n',
        },
        {
          name: 'lib/seven.c',
          data: '#include <stdlib.h>\nint seven(void) { int *class = malloc(4); *class = 7; return *class; }\n',
        },
      ]);
      expect(await action.run()).toEqual([7]);
      expect(readdirSync(action.directory).sort()).toEqual(['exec', 'lib', 'main.cpp']);
    });

    test('another entry point', async () => {
      const data = '#include <iostream>\nextern "C" int handler(int, char **) { std::cout << "[1]"; return 0; }\n';
      expect(await (await actions.start([{ name: 'a.cpp', data }], { main: 'handler' })).run()).toEqual([1]);
    });
  });

  describe('finds headers', () => {
    const use = (header: string) =>
      `#include <stdio.h>\n#include ${header}\nint main(void) { printf("[%d]", VALUE); return 0; }\n`;

    test.each(['"values.h"', '<values-of-mine.h>'])('at the root, from a source in a folder: %s', async (header) => {
      const action = await actions.start([
        { name: 'src/main.c', data: use(header) },
        { name: header.slice(1, -1), data: '#define VALUE 3\n' },
      ]);
      expect(await action.run()).toEqual([3]);
    });
  });

  describe('compiles with flags', () => {
    const CODE = [
      '#include <math.h>',
      '#include <stdio.h>',
      'int main(int argc, char **argv) {',
      '    printf("[\\"%s\\", %d, %.0f]\\n", NAME, NUMBER, floor(argc + 0.5));',
      '    return 0;',
      '}',
    ].join('\n');
    // The argument of floor is known only when it runs, so the library is needed.
    const names = { cflags: ['-DNAME="option"', '-DNUMBER=1'] };

    test('of the options', async () => {
      const action = await actions.start(CODE, {}, { ...names, ldlibs: ['-lm'] });
      expect(await action.run()).toEqual(['option', 1, 2]);
    });

    test('of the env of the init, which come after those of the options', async () => {
      const action = await actions.start(
        CODE,
        { env: { CFLAGS: ' -UNUMBER   -DNUMBER=2 ', LDFLAGS: '-Wl,--as-needed', LDLIBS: '-lm' } },
        names,
      );
      expect(await action.run()).toEqual(['option', 2, 2]);
    });

    test('of the env of the init, also through a Makefile', async () => {
      const action = await actions.start(
        [
          { name: 'Makefile', data: 'exec: a.c\n\tgcc $(CFLAGS) $< -o $@ $(LDLIBS)\n' },
          { name: 'a.c', data: CODE },
        ],
        { env: { CFLAGS: '-DNAME=\\"make\\" -DNUMBER=3', LDLIBS: '-lm' } },
      );
      expect(await action.run()).toEqual(['make', 3, 2]);
    });

    test('for the linker', async () => {
      const action = await actions.start(
        '#include <stdio.h>\nint entry(void);\nint main(void) {\n    printf("[%d]\\n", entry());\n    return 0;\n}\nint other(void) { return 7; }\n',
        { env: { LDFLAGS: '-Wl,--defsym=entry=other' } },
      );
      expect(await action.run()).toEqual([7]);
    });
  });
});

// Long because it has a test for each thing that a zip of Python may contain.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { extendedTimestamp } from '../../../../test/support/extra-fields.js';
import { buildZip, type ZipEntry } from '../../../../test/support/zip-builder.js';
import { readTree } from '../../../core/test/support/tree.js';
import { describePython, PYTHON, PythonActions } from '../support/python.js';

const USES_PACKAGE =
  'import sys\nimport packaged\ndef main(args):\n    return {"packaged": packaged.NAME, "runs": sys.executable != ""}\n';
const PACKAGE = 'NAME = "from the virtualenv"\n';

/** What `activate_this.py` of the virtualenv package does, as far as the path is concerned. */
const ACTIVATE_THIS = `
import os, site, sys
bin_dir = os.path.dirname(os.path.abspath(__file__))
base = os.path.dirname(bin_dir)
os.environ["PATH"] = os.pathsep.join([bin_dir] + os.environ.get("PATH", "").split(os.pathsep))
os.environ["VIRTUAL_ENV"] = base
prev_length = len(sys.path)
site.addsitedir(os.path.join(base, "lib", "packages"))
sys.path[:] = sys.path[prev_length:] + sys.path[0:prev_length]
sys.real_prefix = sys.prefix
sys.prefix = base
`;

describePython('a zip with a Python action', () => {
  const actions = new PythonActions();

  afterEach(() => actions.close());

  test('has modules, packages and data files beside __main__.py', async () => {
    const action = await actions.start([
      {
        name: '__main__.py',
        data: [
          'import os',
          'import helper',
          'from package.part import PART',
          'def main(args):',
          '    here = os.path.dirname(__file__)',
          '    with open(os.path.join(here, "data", "text.txt")) as file:',
          '        text = file.read()',
          '    with open("data/text.txt") as file:',
          '        same = file.read() == text',
          '    return {"helper": helper.NAME, "part": PART, "text": text, "same": same}',
        ].join('\n'),
      },
      { name: 'helper.py', data: 'NAME = "helper"\n' },
      { name: 'package/__init__.py' },
      { name: 'package/part.py', data: 'from .other import PART\n' },
      { name: 'package/other.py', data: 'PART = "part"\n' },
      { name: 'data/text.txt', data: 'dätä' },
    ]);
    expect(await action.run()).toEqual({ helper: 'helper', part: 'part', text: 'dätä', same: true });
  });

  test('leaves no bytecode behind that a re-init would meet', async () => {
    const action = actions.make({}, { allowReinit: true });
    const files = (name: string) => [
      { name: '__main__.py', data: 'import helper\ndef main(args):\n    return [helper.NAME]\n' },
      { name: 'helper.py', data: `NAME = "${name}"\n` },
    ];
    await action.init(buildZip(files('one')));
    expect(await action.run()).toEqual(['one']);
    expect(Object.keys(readTree(action.directory))).toEqual(['__main__.py', 'helper.py']);
    await action.init(buildZip(files('two')));
    expect(await action.run()).toEqual(['two']);
  });

  test('has bytecode beside its sources, which is used if it was made of them', async () => {
    const root = mkdtempSync(join(tmpdir(), 'actionrunner-bytecode-'));
    try {
      // As long as the source that is delivered, so that only the bytecode shows which of the two runs.
      writeFileSync(join(root, 'helper.py'), 'NAME = "bytecode"\n');
      utimesSync(join(root, 'helper.py'), 1_600_000_001, 1_600_000_001);
      const script = 'import py_compile, sys; print(py_compile.compile(sys.argv[1], dfile="helper.py"))';
      const compiled = execFileSync(PYTHON as string, ['-c', script, join(root, 'helper.py')], {
        encoding: 'utf8',
      }).trim();
      const entries = (seconds: number): ZipEntry[] => [
        { name: '__main__.py', data: 'import helper\ndef main(args):\n    return [helper.NAME]\n' },
        { name: 'helper.py', data: 'NAME = "source__"\n', extra: extendedTimestamp(seconds) },
        { name: relative(root, compiled), data: readFileSync(compiled) },
      ];
      expect(await (await actions.start(entries(1_600_000_001))).run()).toEqual(['bytecode']);
      expect(await (await actions.start(entries(1_600_000_002))).run()).toEqual(['source__']);
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });

  describe('whose source is named exec', () => {
    const EXEC = 'import helper, main__\ndef main(args):\n    return [helper.NAME, main__.__file__.split("/")[-1]]\n';
    const HELPER = { name: 'helper.py', data: 'NAME = "helper"\n' };

    test('runs it', async () => {
      const action = await actions.start([{ name: 'exec', data: EXEC }, HELPER]);
      expect(await action.run()).toEqual(['helper', 'exec']);
    });

    test('runs its __main__.py if there is one, too', async () => {
      const main = { name: '__main__.py', data: 'def main(args):\n    return ["__main__.py"]\n' };
      const action = await actions.start([{ name: 'exec', data: '#!/bin/sh\n' }, main]);
      expect(await action.run()).toEqual(['__main__.py']);
    });

    test('is replaced by the next init, whatever that has', async () => {
      const action = actions.make({}, { allowReinit: true });
      await action.init(buildZip([{ name: 'exec', data: EXEC }, HELPER]));
      await action.init('def main(args):\n    return ["text"]\n');
      expect(await action.run()).toEqual(['text']);
      await expect(action.init(buildZip([HELPER]))).rejects.toMatchObject({ code: 'ERR_RUNNER_NO_BINARY' });
    });

    test('has workers, and new processes, that run it as well', async () => {
      const action = actions.make({ workers: 2, isolation: 'process' });
      await action.init(buildZip([{ name: 'exec', data: EXEC }, HELPER]));
      const runs = [action.run(), action.run(), action.run()];
      expect(await Promise.all(runs)).toEqual(Array(3).fill(['helper', 'exec']));
    });

    test('is not a program of the image', async () => {
      const action = actions.make();
      writeFileSync(join(action.directory, 'exec'), 'def main(args):\n    return ["image"]\n');
      await expect(action.init(buildZip([HELPER]))).rejects.toMatchObject({ code: 'ERR_RUNNER_NO_BINARY' });
    });
  });

  describe('with a requirements.txt', () => {
    const REQUIREMENTS = { name: 'requirements.txt', data: 'colorful_package==1\n' };
    const HINT = '(requirements.txt is not installed here: pip install -t . -r requirements.txt before zipping)';
    const MISSING = `ModuleNotFoundError: No module named 'colorful_package' ${HINT}`;

    test.each([
      ['in __main__.py', [{ name: '__main__.py', data: 'import colorful_package\n' }]],
      ['of a part of it', [{ name: '__main__.py', data: 'from colorful_package.part import x\n' }]],
      [
        'in another module',
        [
          { name: '__main__.py', data: 'import helper\n' },
          { name: 'helper.py', data: 'import colorful_package\n' },
        ],
      ],
    ])('an import that fails names it: %s', async (_, entries) => {
      await expect(actions.start([...entries, REQUIREMENTS])).rejects.toThrow(`before it was ready: ${MISSING}`);
    });

    test('an import in the function that fails names it, too', async () => {
      const data = 'def main(args):\n    import colorful_package\n';
      const action = await actions.start([{ name: '__main__.py', data }, REQUIREMENTS]);
      expect(await action.run()).toEqual({ error: `No module named 'colorful_package' ${HINT}` });
      expect(action.logged().stderr).toContain(MISSING);
    });

    test('other errors do not name it, nor does an import that the action expects to fail', async () => {
      await expect(
        actions.start([{ name: '__main__.py', data: 'from os import nothing\n' }, REQUIREMENTS]),
      ).rejects.toThrow(/ready: ImportError: cannot import name 'nothing' from 'os' \([^)]*\)$/);
      const data =
        'try:\n    import colorful_package\nexcept ImportError as e:\n    E = str(e)\ndef main(args):\n    return [E]\n';
      const action = await actions.start([{ name: '__main__.py', data }, REQUIREMENTS]);
      expect(await action.run()).toEqual(["No module named 'colorful_package'"]);
    });

    test('without one, Python has the only word', async () => {
      await expect(actions.start([{ name: '__main__.py', data: 'import colorful_package\n' }])).rejects.toThrow(
        /No module named 'colorful_package'$/,
      );
    });
  });

  test('without __main__.py fails the init', async () => {
    await expect(
      actions.start([{ name: 'main.py', data: 'def main(args):\n    return args\n' }]),
    ).rejects.toMatchObject({
      code: 'ERR_RUNNER_NO_BINARY',
    });
  });

  describe('with a virtualenv', () => {
    test('made by python -m venv has its packages, and its programs first on PATH', async () => {
      const files = venvFiles();
      const site = files.find(({ name }) => name.endsWith('site-packages/'))?.name;
      const action = await actions.start([
        {
          name: '__main__.py',
          data: [
            'import os, subprocess, sys',
            'import helper, packaged',
            'def main(args):',
            '    tool = subprocess.check_output(["my-tool"], text=True)',
            '    return {"packaged": packaged.NAME, "helper": helper.NAME, "tool": tool,',
            '            "env": os.path.basename(os.environ["VIRTUAL_ENV"]), "works": os.access(sys.executable, os.X_OK)}',
          ].join('\n'),
        },
        { name: 'helper.py', data: 'NAME = "helper"\n' },
        ...files,
        { name: `${site}packaged.py`, data: PACKAGE },
        { name: 'virtualenv/bin/my-tool', data: '#!/bin/sh\necho tool\n', mode: 0o755 },
      ]);
      expect(await action.run()).toEqual({
        packaged: 'from the virtualenv',
        helper: 'helper',
        tool: 'tool\n',
        env: 'virtualenv',
        works: true,
      });
    });

    test('of another Python version has its packages, too', async () => {
      const action = await actions.start([
        { name: '__main__.py', data: USES_PACKAGE },
        { name: 'virtualenv/lib/python3.0/site-packages/packaged.py', data: PACKAGE },
      ]);
      expect(await action.run()).toEqual({ packaged: 'from the virtualenv', runs: true });
    });

    test('of several other versions has the packages of the newest', async () => {
      const action = await actions.start([
        { name: '__main__.py', data: USES_PACKAGE },
        ...['3.0', '3.2', '3.10', '3.1'].map((version) => ({
          name: `virtualenv/lib/python${version}/site-packages/packaged.py`,
          data: `NAME = "${version}"\n`,
        })),
      ]);
      expect(await action.run()).toEqual({ packaged: '3.10', runs: true });
    });

    test('of Windows has its packages', async () => {
      const action = await actions.start([
        { name: '__main__.py', data: USES_PACKAGE },
        { name: 'virtualenv/Lib/site-packages/packaged.py', data: PACKAGE },
      ]);
      expect(await action.run()).toEqual({ packaged: 'from the virtualenv', runs: true });
    });

    test.each([
      ['Windows', 'Scripts', 'Lib/site-packages', 'os.path.join(base, "..\\\\Lib\\\\site-packages")'],
      [
        'an old virtualenv',
        'bin',
        'lib/python3.0/site-packages',
        'os.path.join(base, "lib", "python%s" % sys.version[:3])',
      ],
    ])('whose script names a folder that is not there has its packages: %s', async (_, folder, packages, named) => {
      const script = ACTIVATE_THIS.replace('os.path.join(base, "lib", "packages")', named);
      expect(script).toContain(named);
      const action = await actions.start([
        { name: '__main__.py', data: USES_PACKAGE },
        { name: `virtualenv/${folder}/activate_this.py`, data: script },
        { name: `virtualenv/${packages}/packaged.py`, data: PACKAGE },
      ]);
      expect(await action.run()).toEqual({ packaged: 'from the virtualenv', runs: true });
    });

    test('packed with its links has its packages, and runs the interpreter of the runtime', async () => {
      const action = await actions.start([
        { name: '__main__.py', data: USES_PACKAGE },
        { name: 'virtualenv/bin/python', link: 'python3' },
        { name: 'virtualenv/bin/python3', link: '/nowhere/python3' },
        { name: 'virtualenv/lib64', link: 'lib' },
        { name: 'virtualenv/lib/python3.0/site-packages/packaged.py', data: PACKAGE },
      ]);
      expect(await action.run()).toEqual({ packaged: 'from the virtualenv', runs: true });
    });

    test('is activated by its own script, if it has one, and its packages come before all others', async () => {
      const action = await actions.start([
        { name: '__main__.py', data: USES_PACKAGE },
        { name: 'packaged.py', data: 'NAME = "beside the action"\n' },
        { name: 'virtualenv/bin/activate_this.py', data: ACTIVATE_THIS },
        { name: 'virtualenv/lib/packages/packaged.py', data: PACKAGE },
        { name: 'virtualenv/lib/python3.0/site-packages/packaged.py', data: 'NAME = "by layout"\n' },
      ]);
      expect(await action.run()).toEqual({ packaged: 'from the virtualenv', runs: true });
    });

    test('whose script fails, fails the init with its message', async () => {
      await expect(
        actions.start([
          { name: '__main__.py', data: 'def main(args):\n    return args\n' },
          { name: 'virtualenv/bin/activate_this.py', data: 'raise OSError("broken script")\n' },
        ]),
      ).rejects.toThrow('before it was ready: OSError: broken script');
    });

    test('that is none fails the init', async () => {
      await expect(
        actions.start([
          { name: '__main__.py', data: 'def main(args):\n    return args\n' },
          { name: 'virtualenv/readme.txt', data: 'nothing here' },
        ]),
      ).rejects.toThrow(
        "before it was ready: Invalid virtualenv: the archive's virtualenv has neither bin/activate_this.py nor lib/python3*/site-packages.",
      );
    });
  });
});

/** The files and folders of a virtualenv of this Python, without its links to the interpreter. */
function venvFiles(): (ZipEntry & { readonly name: string })[] {
  const root = mkdtempSync(join(tmpdir(), 'actionrunner-venv-'));
  try {
    execFileSync(PYTHON as string, ['-m', 'venv', '--without-pip', join(root, 'virtualenv')]);
    return readdirSync(root, { recursive: true, withFileTypes: true }).flatMap((entry) => {
      const path = join(entry.parentPath, entry.name);
      const name = relative(root, path);
      if (entry.isDirectory()) {
        return [{ name: `${name}/` }];
      }
      return entry.isFile() ? [{ name, data: readFileSync(path), mode: statSync(path).mode & 0o777 }] : [];
    });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

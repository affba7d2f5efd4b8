import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { buildZip, type ZipEntry } from '../../../../test/support/zip-builder.js';
import { extendedTimestamp } from '../../../core/test/support/extra-fields.js';
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

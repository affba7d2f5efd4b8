import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, lstatSync, lutimesSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildZip } from '../../../../test/support/zip-builder.js';
import { unpackArchive } from '../../src/archive/unpack-archive.js';
import { readTree, setUpSandbox } from '../support/tree.js';

const LIMITS = { maxEntries: 1000, maxBytes: 10_000_000 };
const available = (command: string, argument: string): boolean => spawnSync(command, [argument]).status === 0;
const withZip = available('zip', '-v') ? test : test.skip;
const withPython = available('python3', '--version') ? test : test.skip;

describe('archives of other programs', () => {
  const sandbox = setUpSandbox();
  let source: string;
  let zip: string;
  beforeEach(() => {
    source = join(sandbox.outside, 'source');
    zip = join(sandbox.outside, 'made.zip');
    mkdirSync(join(source, 'lib/empty'), { recursive: true });
    writeFileSync(join(source, 'exec'), '#!/bin/sh\necho hello hello hello hello hello\n');
    chmodSync(join(source, 'exec'), 0o755);
    writeFileSync(join(source, 'lib/größe.txt'), 'ä'.repeat(1000));
    writeFileSync(join(source, 'lib/nothing'), '');
    chmodSync(join(source, 'lib/nothing'), 0o600);
    symlinkSync('../exec', join(source, 'lib/link'));
  });

  async function unpack(): Promise<Record<string, string>> {
    await unpackArchive(readFileSync(zip), sandbox.directory, LIMITS);
    return readTree(sandbox.directory);
  }

  withZip('zip -r -y: everything as it was', async () => {
    const paths = ['exec', 'lib', 'lib/link', 'lib/größe.txt'];
    for (const [index, path] of paths.entries())
      lutimesSync(join(source, path), 1_600_000_001 + index, 1_600_000_001 + index);
    execFileSync('zip', ['-q', '-r', '-y', zip, '.'], { cwd: source });
    await expect(unpack()).resolves.toEqual(readTree(source));
    const times = paths.map((path) => lstatSync(join(sandbox.directory, path)).mtimeMs / 1000);
    expect(times).toEqual(paths.map((_, index) => 1_600_000_001 + index));
  });

  withZip('zip to a pipe, with a comment: data descriptors', async () => {
    execFileSync('sh', ['-c', 'zip -q - exec lib/gr* | cat > "$0"', zip], { cwd: source });
    execFileSync('zip', ['-q', '-z', zip], { input: 'a comment\n.\n' });
    const { exec, lib, 'lib/größe.txt': text } = readTree(source);
    await expect(unpack()).resolves.toEqual({ exec, lib, 'lib/größe.txt': text });
  });

  withZip('zip with a password: refused', async () => {
    execFileSync('zip', ['-q', '-r', '-P', 'password', zip, 'exec'], { cwd: source });
    await expect(unpack()).rejects.toThrow(/"exec" is encrypted; zip it without a password/);
  });

  withPython('zipfile of Python', async () => {
    const program = [
      'import sys, zipfile',
      'with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as z:',
      '  z.write("exec"); z.write("lib/"); z.write("lib/größe.txt")',
      '  z.writestr("made.txt", "made"); z.writestr("dir/", "")',
      '  with z.open("wide", "w", force_zip64=True) as f: f.write(b"wide")',
    ].join('\n');
    execFileSync('python3', ['-c', program, zip], { cwd: source, env: { ...process.env, PYTHONUTF8: '1' } });
    const original = readTree(source);
    await expect(unpack()).resolves.toEqual({
      exec: original['exec'],
      lib: original['lib'],
      'lib/größe.txt': original['lib/größe.txt'],
      'made.txt': '600 made',
      dir: '775/',
      wide: '600 wide',
    });
  });

  withPython('Python reads the same names in code page 437', async () => {
    const entries = Array.from({ length: 128 }, (_, index) => ({ name: Buffer.from([0x80 + index, 0xff]), flags: 0 }));
    writeFileSync(zip, buildZip(entries));
    const program = 'import json, sys, zipfile; print(json.dumps(zipfile.ZipFile(sys.argv[1]).namelist()))';
    const names: string[] = JSON.parse(execFileSync('python3', ['-c', program, zip], { encoding: 'utf8' }));
    expect(Object.keys(await unpack()).sort()).toEqual(names.sort());
  });

  withPython('70,000 entries of Python: zip64 for their number', async () => {
    const program = [
      'import sys, zipfile',
      'with zipfile.ZipFile(sys.argv[1], "w") as z:',
      '  for i in range(70000): z.writestr(zipfile.ZipInfo(f"d{i}/"), "")',
    ].join('\n');
    execFileSync('python3', ['-c', program, zip]);
    await expect(unpack()).rejects.toThrow(/has 70000 entries; at most 1000 are allowed/);
  });
});

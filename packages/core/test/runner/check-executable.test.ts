import { copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkExecutable, parseShebang, readHead } from '../../src/runner/check-executable.js';
import { makeSandbox, type Sandbox } from '../support/tree.js';

/** The first bytes of an ELF file for a processor. */
function elf(machine: number, bigEndian = false): Buffer {
  const head = Buffer.alloc(64);
  head.write('\x7fELF', 'latin1');
  head[5] = bigEndian ? 2 : 1;
  if (bigEndian) head.writeUInt16BE(machine, 18);
  else head.writeUInt16LE(machine, 18);
  return head;
}

const emulated =
  existsSync('/proc/sys/fs/binfmt_misc') &&
  readdirSync('/proc/sys/fs/binfmt_misc').some((name) => name.startsWith('qemu-'));

describe('checkExecutable', () => {
  let sandbox: Sandbox;
  beforeEach(() => {
    sandbox = makeSandbox();
  });
  afterEach(() => sandbox.remove());

  function check(content: string | Buffer): Promise<void> {
    const path = join(sandbox.directory, 'exec');
    writeFileSync(path, content);
    return checkExecutable(path);
  }

  test.each([
    ['a script', '#!/bin/sh\necho\n'],
    ['a script with an option and spaces', '#! /bin/sh -e \r\necho\n'],
    ['a script whose interpreter is looked up', '#!/usr/bin/env no-such-interpreter\n'],
    ['a script with a relative interpreter', '#!interpreter\n'],
    ['text without a first line of that kind', 'echo\n'],
    ['an empty file', ''],
    ['a #! with nothing behind', '#!\n'],
    ['a cut-off ELF head', '\x7fELF\x02\x01'],
  ])('accepts %s', async (_, content) => {
    await expect(check(content)).resolves.toBeUndefined();
  });

  test('accepts a program of this machine', async () => {
    copyFileSync(process.execPath, join(sandbox.directory, 'program'));
    await expect(checkExecutable(join(sandbox.directory, 'program'))).resolves.toBeUndefined();
  });

  test('leaves a missing file, and a directory, to the verification', async () => {
    await expect(checkExecutable(join(sandbox.directory, 'missing'))).resolves.toBeUndefined();
    mkdirSync(join(sandbox.directory, 'folder'));
    await expect(checkExecutable(join(sandbox.directory, 'folder'))).resolves.toBeUndefined();
  });

  test('refuses a script whose interpreter is missing, and names it', async () => {
    await expect(check('#!/no/such/python3 -u\n')).rejects.toMatchObject({
      code: 'ERR_RUNNER_BUILD',
      message: "The interpreter /no/such/python3 in the script's first line does not exist here.",
    });
  });

  test('refuses a script with Windows line endings, and says what to do', async () => {
    await expect(check('#!/bin/sh\r\necho\r\n')).rejects.toMatchObject({
      code: 'ERR_RUNNER_BUILD',
      message: expect.stringContaining('save it with Unix line endings'),
    });
  });

  const withoutEmulator = emulated ? test.skip : test;

  withoutEmulator.each([
    ['s390x', elf(22, true)],
    ['ppc64', elf(21)],
    ['ELF machine 9999', elf(9999)],
  ])('refuses a program for %s', async (name, content) => {
    await expect(check(content)).rejects.toMatchObject({
      code: 'ERR_RUNNER_BUILD',
      message: `The executable was built for ${name}; this machine is ${process.arch}.`,
    });
  });
});

describe('parseShebang', () => {
  test.each([
    ['#!/bin/sh', { path: '/bin/sh', argument: '' }],
    ['#! \t/usr/bin/env  -S python3 -u \nx', { path: '/usr/bin/env', argument: '-S python3 -u' }],
    ['#!/bin/sh\r\n', { path: '/bin/sh\r', argument: '' }],
    [' #!/bin/sh', undefined],
    ['', undefined],
  ])('reads %j', (text, expected) => {
    expect(parseShebang(Buffer.from(text))).toEqual(expected);
  });
});

test('readHead gives the first 256 bytes', async () => {
  const sandbox = makeSandbox();
  try {
    const path = join(sandbox.directory, 'long');
    writeFileSync(path, 'x'.repeat(1000));
    expect(readHead(path).toString()).toBe('x'.repeat(256));
    writeFileSync(path, 'short');
    expect(readHead(path).toString()).toBe('short');
  } finally {
    await sandbox.remove();
  }
});

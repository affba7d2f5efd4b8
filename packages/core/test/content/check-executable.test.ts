import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkExecutable, checkSource, parseShebang, readHead } from '../../src/content/check-executable.js';
import { elfOf, tarOf } from '../support/odd-files.js';
import { makeSandbox, setUpSandbox } from '../support/tree.js';

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
  const sandbox = setUpSandbox();

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
    ['text that is not ASCII', 'echo größe\n'],
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

const itOnX64 = process.arch === 'x64' && !emulated ? test.each : test.skip.each;

describe('an ELF file that cannot be started', () => {
  const sandbox = setUpSandbox();

  itOnX64([
    ['one whose header is cut off', Buffer.from('\x7fELF\x02\x01'), /its header is damaged/],
    ['one for 32-bit mode of this machine, which its kernel lacks', elfOf({ bits: 32 }), /32-bit mode of x64/],
    ['one of another byte order', elfOf({ isBig: true }), /built for x64 with the other byte order/],
    ['an object file', elfOf({ type: 1 }), /an object file \(\.o\)/],
    ['a core dump', elfOf({ type: 4 }), /a core dump/],
    ['a shared library', elfOf({ type: 3, entry: 0 }), /a shared library/],
    ['one that is cut off', elfOf({ segment: 100_000 }), /cut off/],
    ['one whose table is cut off', elfOf({}).subarray(0, 80), /cut off/],
    [
      'one whose loader is missing',
      elfOf({ loader: '/lib/ld-none-x86_64.so.1' }),
      /^The executable needs the loader \/lib\/ld-none-x86_64\.so\.1, which does not exist here\. Build it for this image/,
    ],
    ['one for musl', elfOf({ loader: '/lib/ld-musl-none.so.1' }), /built for musl/],
    [
      'one for 32 bits whose loader is missing',
      elfOf({ machine: 3, bits: 32, loader: '/lib/ld-none.so' }),
      /ld-none\.so/,
    ],
    [
      'one that went through text',
      Buffer.from(readFileSync(process.execPath).toString('utf8', 0, 100_000)),
      /turned into text/,
    ],
  ])('%s', async (_, bytes, message) => {
    const path = join(sandbox.directory, 'exec');
    writeFileSync(path, bytes);
    await expect(checkExecutable(path)).rejects.toMatchObject({
      code: 'ERR_RUNNER_BUILD',
      message: expect.stringMatching(message),
    });
  });

  itOnX64([
    ['a static program', elfOf({})],
    ['a program that can be moved', elfOf({ type: 3 })],
    ['a program for 32 bits', elfOf({ machine: 3, bits: 32 })],
  ])('%s is accepted', async (_, bytes) => {
    const path = join(sandbox.directory, 'exec');
    writeFileSync(path, bytes);
    await expect(checkExecutable(path)).resolves.toBeUndefined();
  });
});

describe('checkSource', () => {
  const sandbox = setUpSandbox();

  test.each([
    ['text', Buffer.from('int main;')],
    ['text in ISO-8859-1', Buffer.from('/* ä */', 'latin1')],
    ['text in UTF-16', Buffer.from('\ufeffint', 'utf16le')],
    ['text behind a mark', Buffer.from('\ufeffint')],
    ['text with a NUL character', Buffer.from('int main;\0')],
    ['text that begins like base64 of a zip', Buffer.from('UEsDB = 1;')],
  ])('accepts %s', async (_, bytes) => {
    writeFileSync(join(sandbox.directory, 'source'), bytes);
    await expect(checkSource(join(sandbox.directory, 'source'))).resolves.toBeUndefined();
  });

  test('leaves a missing file to the compiler', async () => {
    await expect(checkSource(join(sandbox.directory, 'none'))).resolves.toBeUndefined();
  });

  test.each([
    ['an executable', elfOf({}), /an ELF executable/],
    ['a tar', tarOf([{ name: 'main.c' }]), /a tar archive/],
    ['base64 of a zip', Buffer.from('UEsDBAoAAAAAAA=='), /it is base64, .*; set "binary": true\.$/],
    ['base64 of a gzip file', Buffer.from('H4sIAAAAAAAAAw=='), /it is base64, .*; set "binary": true\.$/],
    ['a WebAssembly module', Buffer.from('\0asm\x01\0\0\0'), /a WebAssembly module/],
  ])('refuses %s', async (_, bytes, message) => {
    writeFileSync(join(sandbox.directory, 'source'), bytes);
    await expect(checkSource(join(sandbox.directory, 'source'))).rejects.toMatchObject({
      code: 'ERR_RUNNER_BUILD',
      message: expect.stringMatching(message),
    });
  });
});

describe('parseShebang', () => {
  test.each([
    ['#!/bin/sh', { path: '/bin/sh', argument: '' }],
    ['#! \t/usr/bin/env  -S python3 -u \nx', { path: '/usr/bin/env', argument: '-S python3 -u' }],
    ['#!/bin/sh\r\n', { path: '/bin/sh\r', argument: '' }],
    [' #!/bin/sh', undefined],
    ['#!/bin/sh\0\n', undefined],
    ['#!/bin/sh -e\0\n', undefined],
    ['', undefined],
  ])('reads %j', (text, expected) => {
    expect(parseShebang(Buffer.from(text))).toEqual(expected);
  });
});

test('readHead gives the first 256 bytes', () => {
  const path = join(makeSandbox().directory, 'long');
  writeFileSync(path, 'x'.repeat(1000));
  expect(readHead(path).toString()).toBe('x'.repeat(256));
  writeFileSync(path, 'short');
  expect(readHead(path).toString()).toBe('short');
});

import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildZip } from '../../../../test/support/zip-builder.js';
import { ActionLoopRunner } from '../../src/loop/action-loop-runner.js';
import { startProcess } from '../../src/process/start-process.js';
import type { ActionProxyOptions } from '../../src/proxy/action-proxy.js';
import { ActionRunner } from '../../src/runner/action-runner.js';
import { NativeRunner } from '../../src/runner/native-runner.js';
import { bzip2Sample, elfOf, tarOf } from '../support/odd-files.js';
import { Proxied } from '../support/proxied.js';
import { readTree, setUpSandbox } from '../support/tree.js';

const SCRIPT = '#!/bin/sh\necho "{\\"ran\\":\\"$1\\"}" | tr -d "{}" | sed "s/.*/{\\"ok\\":true}/"\n';
const MARK = 'touch ran; echo "{}"\n';
const PYTHON = '#!/usr/bin/env python3\n';

/** One that starts a compiler, or an interpreter, on the source. */
class SourceRunner extends ActionRunner {
  constructor(directory: string) {
    super({ directory, source: 'main.txt', command: ['sh', '-c', 'wc -c <main.txt'] });
  }
}

/** One whose `exec` is built. */
class BuiltRunner extends ActionRunner {
  constructor(directory: string) {
    super({ directory, source: 'main.txt' });
  }
}

describe('base64 that is not an archive', () => {
  const sandbox = setUpSandbox();
  let proxied: Proxied | undefined;
  afterEach(() => proxied?.close());

  function serve(runner: ActionRunner, options: ActionProxyOptions = {}): Proxied {
    proxied = Proxied.of(runner, { allowReinit: true, ...options });
    return proxied;
  }
  const native = () => serve(new NativeRunner({ directory: sandbox.directory }));
  const loop = () => serve(new ActionLoopRunner({ directory: sandbox.directory, acknowledges: false }));

  test('a script becomes the executable, byte for byte', async () => {
    const action = native();
    const script = Buffer.concat([Buffer.from(SCRIPT), Buffer.from('exit\n'), Buffer.from([0, 0xff, 0xfe])]);
    await action.init(script);
    expect(await action.run()).toEqual({ ok: true });
    expect(readFileSync(join(sandbox.directory, 'exec'))).toEqual(script);
  });

  test('an ELF executable becomes the executable', async () => {
    const action = native();
    await action.init(readFileSync('/bin/echo'));
    expect(await action.run({ a: 1 })).toEqual({ a: 1 });
  });

  test('a large one does, too', async () => {
    const action = native();
    await action.init(Buffer.concat([Buffer.from(SCRIPT), Buffer.from('exit\n'), Buffer.alloc(1_000_000, 0xfe)]));
    expect(await action.run()).toEqual({ ok: true });
  });

  test('a script becomes the process of a loop', async () => {
    const action = loop();
    await action.init(Buffer.from('#!/bin/bash\nwhile read -r line; do echo "{\\"n\\":1}" >&3; done\n'));
    expect(await action.run()).toEqual({ n: 1 });
  });

  test('an ELF executable becomes the binary where the source is another file', async () => {
    const action = serve(new BuiltRunner(sandbox.directory));
    await action.init(readFileSync('/bin/echo'));
    expect(await action.run([1])).toEqual([1]);
    expect(existsSync(join(sandbox.directory, 'main.txt'))).toBe(false);
  });

  test.each([
    ['in ISO-8859-1', Buffer.from('größe', 'latin1')],
    ['in UTF-16', Buffer.from('\ufeffgröße', 'utf16le')],
    ['behind a byte order mark', Buffer.from('\ufeffgröße')],
    ['of a format that only the runner knows', Buffer.from('\0asm\x01\0\0\0')],
    ['that is empty', Buffer.alloc(0)],
  ])('a source %s reaches the runner byte for byte', async (_, bytes) => {
    const action = serve(new SourceRunner(sandbox.directory));
    await action.init(bytes);
    expect(readFileSync(join(sandbox.directory, 'main.txt'))).toEqual(bytes);
  });

  test('a zipapp is one executable for a runner that starts it, and an archive for another one', async () => {
    const zipapp = buildZip([{ name: '__main__.py', data: `print('{"zipapp":true}')` }], {
      prefix: Buffer.from(PYTHON),
    });
    const action = native();
    await action.init(zipapp);
    expect(await action.run()).toEqual({ zipapp: true });
    await action.close();

    await serve(new SourceRunner(sandbox.directory)).init(
      buildZip([{ name: 'main.txt', data: 'in the zip' }], { prefix: Buffer.from(PYTHON) }),
    );
    expect(readTree(sandbox.directory)).toMatchObject({ 'main.txt': '644 in the zip' });
  });

  test('an archive with a script in front and an exec is unpacked', async () => {
    const action = native();
    await action.init(buildZip([{ name: 'exec', data: SCRIPT }], { prefix: Buffer.from('#!/bin/sh\nexit 1\n') }));
    expect(await action.run()).toEqual({ ok: true });
  });

  const REFUSED: readonly (readonly [what: string, bytes: Buffer, code: string, message: RegExp])[] = [
    ['text without a #! line', Buffer.from(MARK), 'ARCHIVE_INVALID', /does not start like one, and not like a tar\.gz/],
    ['nothing', Buffer.alloc(0), 'ARCHIVE_INVALID', /does not start like one/],
    ['bytes', Buffer.from([1, 2, 3, 0, 255]), 'ARCHIVE_INVALID', /does not start like one/],
    ['a bzip2 file', bzip2Sample(), 'ARCHIVE_REFUSED', /it is a bzip2 file; deliver a zip or a tar\.gz/],
    [
      'the first part of a split zip',
      Buffer.from('PK\x07\x08PK\x03\x04'),
      'ARCHIVE_REFUSED',
      /split into several files/,
    ],
    [
      'an ELF file that went through text',
      Buffer.from(elfOf({ entry: 0xffff }).toString('utf8')),
      'ARCHIVE_INVALID',
      /turned into text/,
    ],
    [
      'a zip encoded twice',
      Buffer.from(buildZip([{ name: 'exec' }]).toString('base64')),
      'ARCHIVE_INVALID',
      /it is base64/,
    ],
    [
      'a Mach-O executable',
      Buffer.from('\xcf\xfa\xed\xfe\x07\0\0\x01', 'latin1'),
      'BUILD',
      /Mach-O .* build it for Linux/,
    ],
    ['a WebAssembly module', Buffer.from('\0asm\x01\0\0\0'), 'BUILD', /WebAssembly/],
    ['a script behind a byte order mark', Buffer.from(`\ufeff${SCRIPT}`), 'BUILD', /byte order mark/],
    ['a shell script in UTF-16', Buffer.from(MARK, 'utf16le'), 'BUILD', /UTF-16/],
    ['a shell script in ISO-8859-1 without a #! line', Buffer.from(`# ä\n${MARK}`, 'latin1'), 'BUILD', /not UTF-8/],
    ['an ELF object file', elfOf({ type: 1 }), 'BUILD', /object file/],
    [
      'an ELF executable without its loader',
      elfOf({ loader: '/lib/ld-none.so.1' }),
      'BUILD',
      /the loader \/lib\/ld-none\.so\.1/,
    ],
  ];

  test.each(REFUSED)('%s is not started by native', async (_, bytes, code, message) => {
    const action = native();
    await expect(action.init(bytes)).rejects.toMatchObject({
      code: `ERR_RUNNER_${code}`,
      message: expect.stringMatching(message),
    });
    expect(readTree(sandbox.directory)).toEqual({});
  });

  test.each(REFUSED)('%s is not started by loop', async (_, bytes, code) => {
    await expect(loop().init(bytes)).rejects.toMatchObject({ code: `ERR_RUNNER_${code}` });
    expect(readTree(sandbox.directory)).toEqual({});
  });

  test.each(REFUSED)('%s as exec of an archive is not started, either', async (what, bytes) => {
    const action = native();
    const init = action.init(buildZip([{ name: 'exec', data: bytes }]));
    // Text is: an archive says which file is the program.
    if (/^text|^nothing/.test(what)) await expect(init).resolves.toBeUndefined();
    else await expect(init).rejects.toMatchObject({ code: 'ERR_RUNNER_BUILD' });
  });

  test.each([
    ['an ELF file', elfOf({ entry: 0xffff }).toString('utf8'), /an ELF executable that was turned into text/],
    ['a tar', tarOf([{ name: 'exec', data: MARK }]).toString('utf8'), /a tar archive/],
    [
      'a zip',
      buildZip([{ name: 'exec', data: Buffer.alloc(9, 0xff), method: 0 }]).toString('utf8'),
      /a zip archive that was/,
    ],
    ['base64', buildZip([{ name: 'exec', data: MARK }]).toString('base64'), /set "binary": true/],
    ['text with a NUL character', `${MARK}\0`, /neither a program/],
    ['text behind a byte order mark', `\ufeff${MARK}`, /byte order mark/],
  ])('%s sent as text is not started', async (_, code, message) => {
    const action = native();
    await expect(action.init(code)).rejects.toMatchObject({
      code: 'ERR_RUNNER_BUILD',
      message: expect.stringMatching(message),
    });
    expect(existsSync(join(sandbox.directory, 'ran'))).toBe(false);
  });

  test('a file of the image that nothing can start fails an init without code', async () => {
    writeFileSync(join(sandbox.directory, 'exec'), elfOf({ loader: '/lib/ld-none.so.1' }), { mode: 0o755 });
    await expect(native().proxy.init(Buffer.from('{"value":{}}'))).rejects.toMatchObject({
      code: 'ERR_RUNNER_BUILD',
      message: expect.stringContaining('/lib/ld-none.so.1'),
    });
  });

  test('what takes the place of the executable later is not started, either', async () => {
    const action = native();
    await action.init(SCRIPT);
    writeFileSync(join(sandbox.directory, 'exec'), tarOf([{ name: 'a', data: `\n${MARK}` }]));
    await expect(action.run()).rejects.toMatchObject({
      code: 'ERR_RUNNER_START',
      message: expect.stringContaining('a tar archive'),
    });
    expect(existsSync(join(sandbox.directory, 'ran'))).toBe(false);
  });
});

describe('startProcess', () => {
  const sandbox = setUpSandbox();

  const start = (command: string) =>
    startProcess({ command: [command], cwd: sandbox.directory, env: { PATH: '/usr/bin:/bin' } });

  test.each(['./program', 'absolute'])(
    'starts no file that the kernel refuses and a shell would run: %s',
    async (how) => {
      const path = join(sandbox.directory, 'program');
      writeFileSync(path, Buffer.concat([Buffer.from(MARK), Buffer.from([0xff])]), { mode: 0o755 });
      await expect(start(how === 'absolute' ? path : how)).rejects.toMatchObject({
        code: 'ERR_RUNNER_START',
        message: expect.stringContaining('text that is not UTF-8'),
      });
      expect(existsSync(join(sandbox.directory, 'ran'))).toBe(false);
    },
  );

  test.each([
    ['text without a #! line', (path: string) => writeFileSync(path, MARK, { mode: 0o755 })],
    ['an ELF executable', (path: string) => copyFileSync('/bin/true', path)],
  ])('starts %s', async (_, make) => {
    make(join(sandbox.directory, 'program'));
    const child = await start('./program');
    await expect(child.exited).resolves.toEqual({ code: 0, signal: null });
  });
});

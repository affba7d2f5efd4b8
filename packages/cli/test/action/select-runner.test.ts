import { identify } from '../../../core/src/content/identify.js';
import type { Action } from '../../src/action/read-action.js';
import { selectRunner } from '../../src/action/select-runner.js';

const source = (extension: string, code: string | Buffer = ''): Action => ({
  name: 'x',
  code: code.toString(),
  binary: false,
  extension,
  names: undefined,
  folder: undefined,
  content: identify(Buffer.from(code)),
});
const archive = (...names: string[]): Action => ({
  name: 'x',
  code: '',
  binary: true,
  extension: '',
  names,
  folder: undefined,
  content: undefined,
});

describe('selectRunner', () => {
  it.each([
    ['a .sh file', 'bash', source('.sh')],
    ['a .sh file with a #! line of another interpreter', 'bash', source('.sh', '#!/usr/bin/perl\n')],
    ['a file with a #! line', 'native', source('', '#!/bin/sh\n')],
    ['a #! line in spite of an unknown extension', 'native', source('.pl', '#!/usr/bin/perl\n')],
    ['a script that is not text', 'native', source('.pyz', Buffer.from('#!/usr/bin/python3\n\0', 'latin1'))],
    ['an archive with C++', 'c', archive('main.cpp')],
    ['an archive with a GNUmakefile', 'c', archive('GNUmakefile')],
    ['a source in another encoding', 'c', source('.c', Buffer.from('/* ä */', 'latin1'))],
    ['a source with a byte that text does not have', 'python', source('.py', '\x01\0')],
    ['an archive with exec at its root', 'native', archive('data', 'exec', 'lib')],
  ])('%s: %s', (_, runner, action) => {
    expect(selectRunner(action, 'x')).toBe(runner);
  });

  it.each([
    ['a text without #! line', source('.txt', 'echo\n#!/bin/sh\n')],
    ['an empty file', source('')],
    ['an empty archive', archive()],
    ['an archive with an unknown content', archive('run.sh', 'Exec')],
  ])('%s: asks for --runner and lists the runners', (_, action) => {
    expect(() => selectRunner(action, 'the/path')).toThrow(
      expect.objectContaining({
        exitCode: 3,
        message: expect.stringMatching(/^the\/path does not show .* --runner \(native, bash/),
      }),
    );
  });

  it.each([
    ['an xz file', 'an xz file, which no runner', Buffer.from('\xfd7zXZ\0', 'latin1')],
    ['an executable of macOS', 'Mach-O', Buffer.from('\xcf\xfa\xed\xfe', 'latin1')],
    ['base64', 'set "binary": true', Buffer.from('UEsDBBQAAAAA')],
    ['other bytes', 'neither a program, nor an archive, nor text', Buffer.from([1, 0, 255])],
  ])('%s: says what it is', (_, says, bytes) => {
    expect(() => selectRunner(source('', bytes), 'the/path')).toThrow(
      expect.objectContaining({ exitCode: 2, message: expect.stringContaining(says) }),
    );
  });

  it('names the folder in which everything is', () => {
    expect(() => selectRunner({ ...archive('hello'), folder: 'hello' }, 'a.zip')).toThrow(
      expect.objectContaining({
        exitCode: 2,
        message: expect.stringMatching(/^everything in a\.zip is in the folder "hello"; zip/),
      }),
    );
  });
});

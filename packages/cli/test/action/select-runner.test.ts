import type { Action } from '../../src/action/read-action.js';
import { selectRunner } from '../../src/action/select-runner.js';

const source = (extension: string, code = ''): Action => ({
  name: 'x',
  code,
  binary: false,
  extension,
  names: undefined,
});
const archive = (...names: string[]): Action => ({ name: 'x', code: '', binary: true, extension: '', names });

describe('selectRunner', () => {
  it.each([
    ['a .sh file', 'bash', source('.sh')],
    ['a .sh file with a #! line of another interpreter', 'bash', source('.sh', '#!/usr/bin/perl\n')],
    ['a file with a #! line', 'native', source('', '#!/bin/sh\n')],
    ['a #! line in spite of an unknown extension', 'native', source('.pl', '#!/usr/bin/perl\n')],
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
});

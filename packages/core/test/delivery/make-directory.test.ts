import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { makeDirectory } from '../../src/delivery/make-directory.js';
import { readTree, setUpSandbox } from '../support/tree.js';

describe('makeDirectory', () => {
  const sandbox = setUpSandbox();

  test('makes a directory and those above it', () => {
    makeDirectory(join(sandbox.directory, 'a/b/c'));
    expect(Object.keys(readTree(sandbox.directory))).toEqual(['a', 'a/b', 'a/b/c']);
  });

  test('takes one that exists as it is', () => {
    mkdirSync(join(sandbox.directory, 'a'), { mode: 0o700 });
    makeDirectory(join(sandbox.directory, 'a'));
    expect(readTree(sandbox.directory)).toEqual({ a: '700/' });
  });

  const withProc = existsSync('/proc/self') ? test : test.skip;
  withProc('gives up where the file system makes none', () => {
    expect(() => makeDirectory('/proc/no-such-directory/a')).toThrow('ENOENT');
  });
});

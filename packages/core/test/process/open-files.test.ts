import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OpenFiles } from '../../src/process/open-files.js';
import { setUpSandbox } from '../support/tree.js';

describe('OpenFiles', () => {
  const sandbox = setUpSandbox();

  /** As /proc has it; the first pair is that of this process, the second that of its parent, and so on. */
  const make = (...pairs: readonly (readonly [soft: string, hard: string])[]) => {
    const pids = ['self', process.ppid, 900_001, 900_002];
    for (const [index, [soft, hard]] of pairs.entries()) {
      const folder = join(sandbox.directory, String(pids[index]));
      mkdirSync(folder, { recursive: true });
      const line = `Max open files            ${soft.padEnd(20)} ${hard.padEnd(20)} files     \n`;
      writeFileSync(join(folder, 'limits'), `Limit                     Soft Limit\n${line}`);
      writeFileSync(join(folder, 'stat'), `1 (a) b (c) S ${pids[index + 1] ?? 0} 1 1 0`);
    }
    return new OpenFiles(sandbox.directory);
  };

  test('a process that has the limit is asked instead of the parent', () => {
    const files = make(['4096', '4096'], ['4096', '4096'], ['1024', '4096']);
    files.origin = 900_001;
    expect(files.soft).toBe(1_024);
    const others = make(['4096', '4096'], ['1024', '4096'], ['4096', '4096']);
    others.origin = 900_001;
    expect(others.soft).toBeUndefined();
  });

  test.each<[string, number | undefined, readonly (readonly [string, string])[]]>([
    [
      'the soft limit of the parent, which was raised here',
      1_024,
      [
        ['4096', '4096'],
        ['1024', '4096'],
      ],
    ],
    [
      'that of an ancestor, if the parent raised its own',
      1_024,
      [
        ['4096', '4096'],
        ['4096', '4096'],
        ['1024', '4096'],
      ],
    ],
    [
      'none, if nobody has a lower one',
      undefined,
      [
        ['4096', '4096'],
        ['4096', '4096'],
        ['4096', '4096'],
      ],
    ],
    [
      'none, if it was not raised here',
      undefined,
      [
        ['1024', '4096'],
        ['1024', '4096'],
      ],
    ],
    [
      'none, if the limits were changed on the way here',
      undefined,
      [
        ['2048', '2048'],
        ['1024', '4096'],
      ],
    ],
    [
      'none, if that would be too few',
      undefined,
      [
        ['4096', '4096'],
        ['8', '4096'],
      ],
    ],
    [
      'a limit below none',
      1_024,
      [
        ['unlimited', 'unlimited'],
        ['1024', 'unlimited'],
      ],
    ],
    ['none without /proc', undefined, []],
  ])('finds %s', (_, soft, pairs) => {
    expect(make(...pairs).soft).toBe(soft);
  });

  describe('limits a command', () => {
    const env = { PATH: process.env['PATH'] ?? '' };
    const TRUE = ['/usr/bin/prlimit', '--nofile=1024:', '--', 'true'];
    const commandOf = (command: readonly string[], more = {}) =>
      make(['4096', '4096'], ['1024', '4096']).limit({ command, cwd: sandbox.directory, env, ...more });

    test('by the tool, if that is there', () => {
      expect(commandOf(['true'])).toEqual(TRUE);
      make(['4096', '4096'], ['1024', '4096']);
      const without = new OpenFiles(sandbox.directory, '/nonexistent/prlimit');
      expect(without.limit({ command: ['true'], cwd: '/', env })).toEqual(['true']);
    });

    test.each<[string, readonly string[]]>([
      ['is not installed', ['nonesuch']],
      ['does not exist', ['./nonesuch']],
      ['may not be executed', ['./text']],
      ['has an interpreter that does not exist', ['./script']],
    ])('not if it %s: the error is that of the start', (_, command) => {
      writeFileSync(join(sandbox.directory, 'text'), 'text');
      writeFileSync(join(sandbox.directory, 'script'), '#!/usr/bin/nonesuch\n', { mode: 0o755 });
      expect(commandOf(command)).toEqual(command);
    });

    test('for another user, but not if that one may not start it', () => {
      const user = { uid: 12_345, gid: 12_345 };
      expect(commandOf(['true'], { user })).toEqual(TRUE);
      const program = join(sandbox.directory, 'program');
      writeFileSync(program, '#!/bin/sh\n', { mode: 0o755 });
      chmodSync(sandbox.directory, 0o755);
      chmodSync(sandbox.outside, 0o755);
      const limited = ['/usr/bin/prlimit', '--nofile=1024:', '--', program];
      expect(commandOf([program], { user })).toEqual(limited);
      for (const [place, mode] of [
        [program, 0o754],
        [sandbox.directory, 0o750],
      ] as const) {
        chmodSync(place, mode);
        expect(commandOf([program], { user })).toEqual([program]);
        expect(commandOf([program])).toEqual(limited);
        chmodSync(place, 0o755);
      }
    });
  });
});

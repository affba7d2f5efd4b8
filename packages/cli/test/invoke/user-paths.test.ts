import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserPaths } from '../../src/invoke/user-paths.js';

const DIRECTORY = '/tmp/actionrunner-x.y/action';

describe('paths as the user wrote them', () => {
  const paths = new UserPaths(DIRECTORY, [`${DIRECTORY}/main.c`, `${DIRECTORY}/exec`, 'main.pl'], './my $& hello.c');

  test.each([
    [`${DIRECTORY}/exec: line 3: no`, './my $& hello.c: line 3: no'],
    [`File "${DIRECTORY}/main.c", line 1`, 'File "./my $& hello.c", line 1'],
    ['main.c:3:10: error: x\nmain.c: In function f', './my $& hello.c:3:10: error: x\n./my $& hello.c: In function f'],
    [
      "ld: in function `main':\nmain.c:(.text+0x1): undefined",
      "ld: in function `main':\n./my $& hello.c:(.text+0x1): undefined",
    ],
    [
      `file://${DIRECTORY}/exec:1\n    at file://${DIRECTORY}/exec:3:7`,
      './my $& hello.c:1\n    at ./my $& hello.c:3:7',
    ],
    ['exec: line 1: syntax error', './my $& hello.c: line 1: syntax error'],
    ['domain.c:3 main.cpp:3 see main.c, exec: it', 'domain.c:3 main.cpp:3 see main.c, exec: it'],
    ['/tmp/actionrunner-xzy/action/exec main.pl:1', '/tmp/actionrunner-xzy/action/exec main.pl:1'],
  ])('%j', (text, shown) => {
    expect(paths.show(text)).toBe(shown);
  });

  test('in logs, whose other bytes do not change', () => {
    const seen: Buffer[] = [];
    const sink = paths.watchLogs({ write: (_, bytes) => void seen.push(bytes), frame: () => undefined });
    void sink.write('stderr', Buffer.concat([Buffer.from([0xff, 0x20]), Buffer.from(`${DIRECTORY}/exec é`)]));
    expect(Buffer.concat(seen)).toEqual(Buffer.concat([Buffer.from([0xff, 0x20]), Buffer.from('./my $& hello.c é')]));
  });

  test('of a folder', () => {
    const folder = mkdtempSync(join(tmpdir(), 'paths-'));
    try {
      const shown = new UserPaths(DIRECTORY, [`${DIRECTORY}/exec`], `${folder}/`).show(`in ${DIRECTORY}/src/a.py:1`);
      expect(shown).toBe(`in ${folder}/src/a.py:1`);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

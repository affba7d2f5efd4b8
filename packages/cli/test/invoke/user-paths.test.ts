import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserPaths } from '../../src/invoke/user-paths.js';

const DIRECTORY = '/tmp/actionrunner-x.y/action';

describe('paths as the user wrote them', () => {
  const paths = UserPaths.ofDirectory(
    DIRECTORY,
    [`${DIRECTORY}/main.c`, `${DIRECTORY}/exec`, 'main.pl'],
    './my $& hello.c',
  );

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
      const shown = UserPaths.ofDirectory(DIRECTORY, [`${DIRECTORY}/exec`], `${folder}/`).show(
        `in ${DIRECTORY}/src/a.py:1`,
      );
      expect(shown).toBe(`in ${folder}/src/a.py:1`);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('paths in an image as the user wrote them', () => {
  const bash = UserPaths.ofImage('./my $& hello.sh');
  const python = UserPaths.ofImage('hello.py');
  const c = UserPaths.ofImage('hello.c');

  test.each([
    ['/action/exec: line 2: no', bash, './my $& hello.sh: line 2: no'],
    ['/action/1/bin/exec: line 2: no', bash, './my $& hello.sh: line 2: no'],
    ['failed: exec: line 4: syntax error', bash, 'failed: ./my $& hello.sh: line 4: syntax error'],
    ['  File "/action/__main__.py", line 1', python, '  File "hello.py", line 1'],
    ['  File "/action/12/src/main__.py", line 1', python, '  File "hello.py", line 1'],
    ["main.c: In function 'main':\nmain.c:2:13: error: x", c, "hello.c: In function 'main':\nhello.c:2:13: error: x"],
    ['https://host.example/action/exec /my/action/exec', bash, 'https://host.example/action/exec /my/action/exec'],
    ['/action/executor /action/exec.log /action/exec/a', bash, '/action/executor /action/exec.log /action/exec/a'],
    ['/action/exec__.py /action/lib/__main__.py', python, '/action/exec__.py /action/lib/__main__.py'],
    ['/action/exec.', bash, './my $& hello.sh.'],
    ['/action/main.c main.py see exec: it', bash, '/action/main.c main.py see exec: it'],
  ])('%j', (text, paths, shown) => {
    expect(paths.show(text)).toBe(shown);
  });

  test('of a folder: only of files that it has', () => {
    const folder = mkdtempSync(join(tmpdir(), 'paths-'));
    try {
      mkdirSync(join(folder, 'é'));
      writeFileSync(join(folder, 'é', 'a.py'), '');
      const text =
        'File "/action/é/a.py", line 1\n/action/1/bin/é/a.py:3 /action/other.py /action/ https://x/action/é/a.py';
      expect(UserPaths.ofImage(folder).show(text)).toBe(
        `File "${folder}/é/a.py", line 1\n${folder}/é/a.py:3 /action/other.py /action/ https://x/action/é/a.py`,
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

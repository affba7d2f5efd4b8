import { parseEntryPath } from '../../src/archive/entry.js';

const UNIX = 3;
const DOS = 0;

function path(name: string, host = UNIX): ReturnType<typeof parseEntryPath> {
  return parseEntryPath({ name, versionMadeBy: (host << 8) | 20 });
}

describe('parseEntryPath', () => {
  const paths: [string, number, string[], boolean][] = [
    ['exec', UNIX, ['exec'], false],
    ['a/b', UNIX, ['a', 'b'], false],
    ['a/b/', UNIX, ['a', 'b'], true],
    ['./a//./b', UNIX, ['a', 'b'], false],
    ['a/.', UNIX, ['a'], true],
    ['./', UNIX, [], true],
    ['.', UNIX, [], true],
    ['...', UNIX, ['...'], false],
    ['..a/b..', UNIX, ['..a', 'b..'], false],
    ['a\\b', UNIX, ['a\\b'], false],
    ['a\\..\\b', UNIX, ['a\\..\\b'], false],
    ['C:\\x', UNIX, ['C:\\x'], false],
    ['a\\b', DOS, ['a', 'b'], false],
    ['a\\b\\', DOS, ['a', 'b'], true],
    ['a\\b', 10, ['a', 'b'], false],
    ['a\\b', 11, ['a', 'b'], false],
    ['a\\b', 14, ['a', 'b'], false],
    ['a\\b', 19, ['a\\b'], false],
    ['äöü/日本語/😀', UNIX, ['äöü', '日本語', '😀'], false],
    ['\uFEFFa', UNIX, ['\uFEFFa'], false],
    ['a\nb', UNIX, ['a\nb'], false],
    [`${'n'.repeat(255)}`, UNIX, ['n'.repeat(255)], false],
    ['é'.repeat(127), UNIX, ['é'.repeat(127)], false],
  ];
  test.each(paths)('%j made on %i', (name, host, components, slash) => {
    expect(path(name, host)).toEqual({ name, components, slash });
  });

  const refused: [string, number, RegExp][] = [
    ['', UNIX, /"" has an empty name/],
    ['/', UNIX, /absolute/],
    ['/etc/passwd', UNIX, /"\/etc\/passwd" has an absolute path/],
    ['//a', UNIX, /absolute/],
    ['\\a', DOS, /absolute/],
    ['C:\\x', DOS, /absolute/],
    ['c:/x', DOS, /absolute/],
    ['c:x', 11, /absolute/],
    ['..', UNIX, /"\.\." has a "\.\." in its path; zip from inside/],
    ['../a', UNIX, /"\.\." in its path/],
    ['a/../b', UNIX, /"\.\." in its path/],
    ['a/..', UNIX, /"\.\." in its path/],
    ['./../a', UNIX, /"\.\." in its path/],
    ['a\\..\\..\\b', DOS, /"\.\." in its path/],
    ['a\0b', UNIX, /NUL/],
    ['\0', UNIX, /NUL/],
    ['n'.repeat(256), UNIX, /path component longer than 255 bytes/],
    ['é'.repeat(128), UNIX, /path component longer than 255 bytes/],
    ['a/'.repeat(2049), UNIX, /longer than 4096 bytes/],
  ];
  test.each(refused)('%j made on %i is refused', (name, host, message) => {
    expect(() => path(name, host)).toThrow(
      expect.objectContaining({ code: 'ERR_RUNNER_ARCHIVE_REFUSED', message: expect.stringMatching(message) }),
    );
  });
});

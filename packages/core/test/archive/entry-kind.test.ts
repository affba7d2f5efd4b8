import { parseEntryKind } from '../../src/archive/entry.js';

const UNIX = 3;

function kind(host: number, mode: number, slash: boolean, dosAttributes = 0): ReturnType<typeof parseEntryKind> {
  const externalFileAttributes = ((mode << 16) | dosAttributes) >>> 0;
  return parseEntryKind(
    { versionMadeBy: (host << 8) | 20, externalFileAttributes },
    { name: 'n', components: ['n'], slash },
  );
}

describe('parseEntryKind', () => {
  const kinds: [string, number, number, boolean, string, number | undefined][] = [
    ['a file', UNIX, 0o100644, false, 'file', 0o644],
    ['an executable', UNIX, 0o100755, false, 'file', 0o755],
    ['a file made on macOS', 19, 0o100755, false, 'file', 0o755],
    ['a file nobody may write', UNIX, 0o100444, false, 'file', 0o444],
    ['a file with setuid, setgid and sticky bits', UNIX, 0o107755, false, 'file', 0o755],
    ['permissions without a type', UNIX, 0o600, false, 'file', 0o600],
    ['permissions without a type, with a slash', UNIX, 0o750, true, 'directory', 0o750],
    ['a directory', UNIX, 0o040755, true, 'directory', 0o755],
    ['a directory without a slash', UNIX, 0o040750, false, 'directory', 0o750],
    ['a directory nobody may enter', UNIX, 0o040055, true, 'directory', 0o755],
    ['a directory with a sticky bit', UNIX, 0o041777, true, 'directory', 0o777],
    ['a file with a slash', UNIX, 0o100644, true, 'directory', 0o744],
    ['a link', UNIX, 0o120777, false, 'link', 0o777],
    ['a unix file without a mode', UNIX, 0, false, 'file', undefined],
    ['a unix directory without a mode', UNIX, 0, true, 'directory', undefined],
    ['a DOS file', 0, 0, false, 'file', undefined],
    ['a DOS directory', 0, 0, true, 'directory', undefined],
    ['a DOS file whose upper bits are no mode', 0, 0o120777, false, 'file', undefined],
  ];
  test.each(kinds)('%s', (_, host, mode, slash, expected, permissions) => {
    expect(kind(host, mode, slash, 0x20)).toEqual({ kind: expected, mode: permissions });
  });

  test.each([
    ['a pipe', 0o010644],
    ['a character device', 0o020644],
    ['a block device', 0o060644],
    ['a socket', 0o140644],
    ['an unknown type', 0o150644],
  ])('%s is refused', (_, mode) => {
    const refused = { code: 'ERR_RUNNER_ARCHIVE_REFUSED', message: expect.stringContaining('device, pipe or socket') };
    expect(() => kind(UNIX, mode, false)).toThrow(expect.objectContaining(refused));
    expect(() => kind(19, mode, true)).toThrow(expect.objectContaining(refused));
  });

  test('a link with a slash is refused', () => {
    expect(() => kind(UNIX, 0o120777, true)).toThrow(expect.objectContaining({ code: 'ERR_RUNNER_ARCHIVE_REFUSED' }));
  });
});

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The build, for a process of its own: libraries of jest make a file that is too large end its process. */
const MODULE = new URL('../dist/files/change-files.js', import.meta.url).href;

/** Replaces the content of a file by as many letters as the second argument says, and prints the code of the error. */
const PROGRAM = `
import { openSync } from 'node:fs';
import { replaceContent } from '${MODULE}';
const [, file, length] = process.argv;
try {
  replaceContent(openSync(file, 'r+'), Buffer.alloc(Number(length), 'y'));
} catch ({ code }) {
  process.stdout.write(code);
}
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'actionrunner-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

// A limit of 4 KiB for files is met as a full disk is: within the file.
it.each<[has: number, gets: number, then: string, code: string]>([
  [1, 10_000, 'x', 'EFBIG'],
  [3_000, 10_000, 'x'.repeat(3_000), 'EFBIG'],
  [3_000, 4_000, 'y'.repeat(4_000), ''],
  [3_000, 20, 'y'.repeat(20), ''],
  [0, 20, 'y'.repeat(20), ''],
  [20, 0, '', ''],
])(
  'a file of %i bytes that gets %i is whole: the new one, or where that does not fit the old one',
  (has, gets, then, code) => {
    const file = join(folder, 'file');
    writeFileSync(file, 'x'.repeat(has));
    const node = [process.execPath, '--input-type=module', '-e', PROGRAM, file, `${gets}`];
    const { stdout, stderr } = spawnSync('bash', ['-c', 'ulimit -f 4; exec "$@"', 'bash', ...node], {
      encoding: 'utf8',
    });
    expect({ stdout, stderr }).toEqual({ stdout: code, stderr: '' });
    expect(readFileSync(file, 'utf8')).toBe(then);
  },
);

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const REPOSITORY = join(__dirname, '../../../..');

/**
 * Runs a program of its own that imports the build of the packages: for what the process of the tests must not do to itself.
 * @param script an ES module; it writes one JSON text to stdout
 * @param wrapper what starts it, as `unshare --mount`
 */
export async function runProgram(
  script: string,
  { args = [], wrapper = [] }: { args?: readonly string[]; wrapper?: readonly string[] } = {},
): Promise<unknown> {
  const [file = '', ...rest] = [...wrapper, process.execPath, '--input-type=module', '--eval', script, ...args];
  const { stdout } = await promisify(execFile)(file, rest, { cwd: REPOSITORY, timeout: 240_000 });
  return JSON.parse(stdout) as unknown;
}

import { execFileSync } from 'node:child_process';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { placeStub } from '../../src/delivery/stub.js';
import { readTree, setUpSandbox } from '../support/tree.js';

describe('placeStub', () => {
  const sandbox = setUpSandbox();

  test('puts an executable into an empty directory that explains itself and answers with an error', async () => {
    await placeStub(sandbox.directory);
    const output = execFileSync(join(sandbox.directory, 'exec'), { encoding: 'utf8' }).trimEnd().split('\n');
    expect(output.at(-1)).toBe('{"error":"This is a stub action. Replace it with custom logic."}');
    expect(output[0]).toMatch(/^This is a stub action/);
  });

  test('makes it executable whatever the umask is', async () => {
    const before = process.umask(0o077);
    try {
      await placeStub(sandbox.directory);
    } finally {
      process.umask(before);
    }
    expect(statSync(join(sandbox.directory, 'exec')).mode & 0o777).toBe(0o755);
  });

  test('creates a missing directory', async () => {
    const directory = join(sandbox.directory, 'a/b');
    await placeStub(directory);
    expect(Object.keys(readTree(directory))).toEqual(['exec']);
  });

  test.each(['exec', 'other', '.hidden'])('leaves a directory alone that has a file %s', async (name) => {
    writeFileSync(join(sandbox.directory, name), 'image');
    const before = readTree(sandbox.directory);
    await placeStub(sandbox.directory);
    expect(readTree(sandbox.directory)).toEqual(before);
  });

  test('fails where no directory can be', async () => {
    mkdirSync(join(sandbox.directory, 'a'));
    writeFileSync(join(sandbox.directory, 'a/file'), '');
    await expect(placeStub(join(sandbox.directory, 'a/file/b'))).rejects.toMatchObject({
      code: 'ERR_RUNNER_DELIVERY',
      message: expect.stringMatching(/^The stub cannot be written to the action directory .*\/a\/file\/b: .*ENOTDIR/),
    });
  });
});

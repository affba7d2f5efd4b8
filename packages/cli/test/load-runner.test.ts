import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { NativeRunner } from '@actionrunner/core';
import { BashRunner } from '@actionrunner/runners/bash';
import { setUpCommandSandbox } from '../../core/test/support/command-sandbox.js';
import { EXIT } from '../src/exit-codes.js';
import { loadRunner, type RunnerPlace } from '../src/load-runner.js';

// Modules are loaded by the real command, in commands/serve-failures.test.ts: jest has a loader of its own.
describe('loadRunner', () => {
  const sandbox = setUpCommandSandbox();
  let place: RunnerPlace;
  beforeEach(() => {
    place = {
      directory: join(sandbox.folder, 'deep/action'),
      directoryGiven: true,
      stub: true,
      onFailure: EXIT.failure,
    };
  });

  it.each([
    ['native', NativeRunner],
    ['bash', BashRunner],
  ])('makes the runner %s in a directory that it creates, with the stub', async (name, runnerClass) => {
    const runner = await loadRunner(name, place);
    expect(runner).toBeInstanceOf(runnerClass);
    expect(runner.directory).toBe(place.directory);
    expect(readdirSync(place.directory)).toEqual(['exec']);
    expect(await runner.ready()).toBe(true);
  });

  it('puts no stub beside files of the image', async () => {
    mkdirSync(place.directory, { recursive: true });
    sandbox.write('deep/action/data', 'x');
    await loadRunner('native', place);
    expect(readdirSync(place.directory)).toEqual(['data']);
  });

  it.each(['', 'nativ', 'Bash', 'toString', '__proto__', 'perl'])('knows no runner %j', async (name) => {
    await expect(loadRunner(name, place)).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringMatching(/^unknown runner ".*": use native, bash.*, or the path of a module/),
    });
  });

  it.each(['./none.js', 'none.mjs', 'folder/none', 'none.ts'])('says that the module %s is missing', async (name) => {
    await expect(loadRunner(name, place)).rejects.toMatchObject({
      exitCode: 3,
      message: `unknown runner "${name}": there is no such file.`,
    });
  });

  it.each([EXIT.failure, EXIT.developer])(
    'fails with the given exit code %i when the directory is a file',
    async (code) => {
      const directory = sandbox.write('file', '');
      await expect(loadRunner('native', { ...place, directory, onFailure: code })).rejects.toMatchObject({
        exitCode: code,
        message: expect.stringContaining(`the action directory ${directory} cannot be written`),
      });
    },
  );
});

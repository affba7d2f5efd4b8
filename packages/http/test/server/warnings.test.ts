import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { NativeRunner } from '@actionrunner/core';
import { temporaryDirectory } from '../../../../test/support/clean-up.js';
import { serve } from '../../src/serve.js';

const WARNED_SERVER = fileURLToPath(new URL('../fixtures/warned-server.mjs', import.meta.url));

/** With the name of a hook misspelt. */
class Misspelt extends NativeRunner {
  async biuld(): Promise<void> {}
}

const SENTENCE = 'Misspelt has a method biuld(), which nothing calls; the hook is build().';

test('a mistake in the class of a runner is one warning of Node.js', () => {
  const args = [WARNED_SERVER, temporaryDirectory()];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect(status).toBe(0);
  expect(stderr.match(/^.*ActionRunnerWarning: .*$/gm)).toEqual([
    expect.stringMatching(
      /^\(node:\d+\) ActionRunnerWarning: Misspelt has a method biuld\(\), .*; the hook is build\(\)\.$/,
    ),
  ]);
});

test('onWarning receives it instead, and nothing for a class without mistakes', async () => {
  const sentences: string[] = [];
  for (const runnerClass of [Misspelt, NativeRunner]) {
    const runner = new runnerClass({ directory: temporaryDirectory() });
    const onWarning = (sentence: string) => sentences.push(sentence);
    const { close } = await serve(runner, { port: 0, host: '127.0.0.1', environment: {}, signals: false, onWarning });
    await close();
  }
  expect(sentences).toEqual([SENTENCE]);
});

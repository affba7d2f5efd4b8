import * as fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeCommandSandbox } from '../../core/test/support/command-sandbox.js';
import { waitFor } from '../../core/test/support/wait-for.js';
import { watchAction } from '../src/watch/watch-action.js';

test('the last of several changes is seen, however long after the first it comes', async () => {
  const sandbox = makeCommandSandbox();
  const file = sandbox.write('a.sh', '');
  let seen = '';
  const watcher = await watchAction(file, () => {
    seen = fs.readFileSync(file, 'utf8');
  });
  try {
    // As a slow writer empties a file, and then fills it.
    for (const [index, pause] of [0, 20, 42, 44, 46, 48, 60].entries()) {
      fs.writeFileSync(file, '');
      await sleep(pause);
      fs.writeFileSync(file, `change ${index}`);
      await waitFor(`change ${index}, after ${pause} ms`, () => seen === `change ${index}`);
      await sleep(60);
    }
  } finally {
    await watcher.close();
  }
});

test.each([
  ['a folder', 'dist'],
  ['a file in it', 'dist/exec'],
])('%s is watched when its folder has been removed and made again', async (_, path) => {
  const sandbox = makeCommandSandbox();
  const file = sandbox.write('dist/exec', 'first');
  let seen = '';
  const watcher = await watchAction(`${sandbox.folder}/${path}`, () => {
    seen = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : 'none';
  });
  try {
    for (const round of ['one', 'two']) {
      fs.rmSync(`${sandbox.folder}/dist`, { recursive: true });
      await waitFor(`the end of ${round}`, () => seen === 'none');
      sandbox.write('dist/exec', round);
      await waitFor(`round ${round}`, () => seen === round);
      sandbox.write('dist/exec', `${round}, later`);
      await waitFor(`what came after ${round}`, () => seen === `${round}, later`);
    }
    // As a build does that begins by it.
    fs.rmSync(`${sandbox.folder}/dist`, { recursive: true });
    sandbox.write('dist/exec', 'at once');
    await waitFor('the version made at once', () => seen === 'at once');
    sandbox.write('dist/exec', 'at last');
    await waitFor('the last version', () => seen === 'at last');
  } finally {
    await watcher.close();
  }
});

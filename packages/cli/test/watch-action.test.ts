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

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterTest } from '../../../../test/support/clean-up.js';
import { IS_LINUX, testWhere } from '../../../core/test/support/test-where.js';
import { waitFor } from '../../../core/test/support/wait-for.js';
import { isBusyBelow } from '../../src/bundle/is-busy.js';

testWhere(
  IS_LINUX,
  '/proc',
  'what processes do',
)('a process is busy until all that it has started wait', async () => {
  await waitFor('what was started before', () => !isBusyBelow());
  // The one that is busy is a child of a child.
  const child = spawn('sh', ['-c', 'sh -c "while :; do :; done" & read line; kill $!; read line'], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const ended = once(child, 'exit');
  afterTest(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  await once(child, 'spawn');
  await waitFor('the loop', () => isBusyBelow());
  child.stdin.write('\n');
  await waitFor('its end', () => !isBusyBelow());
  child.stdin.end();
});

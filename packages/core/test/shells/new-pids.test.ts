import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { NewPids } from '../../src/shells/new-pids.js';
import { now } from '../../src/timings.js';
import { IS_LINUX } from '../support/test-where.js';
import { waitFor } from '../support/wait-for.js';

(IS_LINUX ? describe : describe.skip)('NewPids', () => {
  let pids: NewPids;
  beforeEach(() => {
    pids = new NewPids();
  });
  afterEach(() => pids.close());

  test('knows the processes that were added since', async () => {
    await waitFor('a moment in which nobody else starts a process', async () => {
      const run = { after: pids.newest(), startedAt: now() };
      const child = spawn('true');
      pids.add(child.pid as number);
      const isKnown = pids.onlyKnownSince(run);
      await once(child, 'exit');
      return isKnown;
    });
  });

  test('takes another process with the PID of one that it knew for a stranger', () => {
    const before = pids.newest();
    for (let pid = before + 1; pid <= before + 200; pid++) {
      pids.add(pid);
    }
    const run = { after: pids.newest(), startedAt: now() };
    execFileSync('true');
    expect(pids.onlyKnownSince(run)).toBe(false);
  });
});

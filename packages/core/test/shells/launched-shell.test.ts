import { closeSync, fstatSync, openSync } from 'node:fs';
import { afterTest } from '../../../../test/support/clean-up.js';
import { isShell, marked } from '../../../../test/support/processes.js';
import { LAUNCHED_SHELL, LaunchedShell, type LaunchPipes } from '../../src/shells/launched-shell.js';
import { canLaunch, launchShell } from '../support/launch-shell.js';
import { isAlive, waitFor } from '../support/wait-for.js';

const OWN = 'OWN=launched-shell';

/** Descriptors in the places of the pipes of a shell. */
function openFiles(): LaunchPipes {
  const files = { reports: openSync('/dev/null', 'r'), answer: openSync('/dev/null', 'w') };
  afterTest(() => Object.values(files).forEach(closeSync));
  return files;
}

const isOpen = (descriptor: number) => {
  try {
    return fstatSync(descriptor).dev !== undefined;
  } catch {
    return false;
  }
};

(canLaunch() ? describe : describe.skip)('a shell that was launched', () => {
  test('exits when it is not used', async () => {
    const launched = launchShell({ PATH: process.env['PATH'] ?? '', OWN: 'launched-shell' });
    const shells = marked(OWN).filter(isShell);
    expect(shells).toHaveLength(1);
    launched.dismiss();
    await waitFor('the end of the shell', () => !shells.some(isAlive));
  });

  test.each([
    ['another process was launched', `${process.ppid} name`],
    ['the descriptors are not pipes', `${process.pid} name`],
    ['the variable means something else', 'bash'],
  ])('is none if %s, whose descriptors stay open', (_, value) => {
    const files = openFiles();
    const environment = { [LAUNCHED_SHELL]: value };
    expect(LaunchedShell.take(environment, files)).toBeUndefined();
    expect([environment, ...Object.values(files).map(isOpen)]).toEqual([{}, true, true]);
  });
});

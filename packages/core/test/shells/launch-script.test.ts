import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '../../../../test/support/clean-up.js';
import { formatLaunchScript } from '../../src/shells/launch-script.js';

// As with a bash before 5.1, which makes files of here-documents, on a file system that is read-only.
test('a script whose shell cannot open the pipes becomes the program all the same, as it does without a shell', () => {
  const file = join(temporaryDirectory(), 'server.sh');
  writeFileSync(file, formatLaunchScript('echo "started $ACTIONRUNNER_SHELL"'));
  const limited = ['--posix', '-c', 'ulimit -n 8; exec bash --posix "$0" 2>&1', file];
  expect(execFileSync('bash', limited, { encoding: 'utf8' })).toBe('started \n');
});

test('a script that finds no source of names becomes the program without a word', () => {
  const script = formatLaunchScript('echo "started $ACTIONRUNNER_SHELL"').replace('/proc/sys/', '/nowhere/');
  const { stdout, stderr } = spawnSync('/bin/sh', ['-c', script], { encoding: 'utf8' });
  expect({ stdout, stderr }).toEqual({ stdout: 'started \n', stderr: '' });
});

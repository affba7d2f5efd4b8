import { spawnSync } from 'node:child_process';
import { type ProcessUser, RunnerError } from '@actionrunner/core';
import { systemCode } from '@actionrunner/core/internal';

/**
 * Checks that processes of this user can be started.
 * @throws RunnerError `ERR_RUNNER_OPTION`
 */
export function checkUser(user: ProcessUser | undefined): void {
  if (!user) {
    return;
  }
  const { error } = spawnSync(process.execPath, ['--version'], { ...user, stdio: 'ignore' });
  if (systemCode(error) === 'EPERM') {
    throw new RunnerError(
      'ERR_RUNNER_OPTION',
      `The option user is ${user.uid}:${user.gid}, but this runtime is not allowed to start processes as another user; start it as root.`,
      { cause: error },
    );
  }
}

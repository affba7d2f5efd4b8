import { spawnSync } from 'node:child_process';

/** A describe that is skipped, and says so, where a program is missing. */
export function describeWith(program: string, install: string, version = '--version'): jest.Describe {
  const found = spawnSync(program, [version], { stdio: 'ignore' }).status === 0;
  if (!found) {
    console.warn(`SKIPPED: ${program} is not installed; install it with: ${install}`);
  }
  return found ? describe : describe.skip;
}

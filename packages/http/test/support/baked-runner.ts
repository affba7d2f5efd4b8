import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NativeRunner } from '@actionrunner/core';
import { temporaryDirectory } from '../../../../test/support/clean-up.js';

/** A runner of an executable that its image has, which needs no init. */
export function bakedRunner(executable: string): NativeRunner {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, 'exec'), executable, { mode: 0o755 });
  return new NativeRunner({ directory });
}

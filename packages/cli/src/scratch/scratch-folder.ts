import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identifyProcess } from './process-identity.js';

/** What the names of the folders begin with. */
export const SCRATCH_PREFIX = 'actionrunner-';

/** The file that says whose folder it is. */
export const OWNER_FILE = 'owner';

/** Makes a folder for what this process needs until it exits. @throws the system's error */
export function makeScratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), SCRATCH_PREFIX));
  const owner = identifyProcess(process.pid);
  if (owner !== undefined) {
    writeFileSync(join(folder, OWNER_FILE), owner);
  }
  return folder;
}

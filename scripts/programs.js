// @ts-check
/** The programs that examples and tests need besides Node.js. */
import * as fs from 'node:fs';
import * as path from 'node:path';

/** How each is installed. */
export const INSTALL = {
  bash: 'sudo apt-get install bash (Debian), brew install bash (macOS)',
  gcc: 'sudo apt-get install gcc libc6-dev (Debian), xcode-select --install (macOS)',
  python3: 'sudo apt-get install python3 (Debian), brew install python3 (macOS)',
  perl: 'sudo apt-get install perl (Debian), brew install perl (macOS)',
  jq: 'sudo apt-get install jq (Debian), brew install jq (macOS)',
};

/**
 * Whether a program is on the PATH.
 * @param {string} program
 */
export function isInstalled(program) {
  return (process.env['PATH'] ?? '').split(path.delimiter).some((folder) => {
    try {
      fs.accessSync(path.join(folder, program), fs.constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** A line for each program that is missing. */
export function listMissing() {
  return Object.entries(INSTALL)
    .filter(([program]) => !isInstalled(program))
    .map(([program, way]) => `${program} is missing; install it with: ${way}`);
}

import { execFileSync } from 'node:child_process';

/** A describe that is skipped, and says so, where a tool is missing. */
export function describeWith(tool: string, install: string, found: boolean): jest.Describe {
  if (!found) {
    console.warn(`${tool} is not installed: these tests are skipped. Install it with: ${install}`);
  }
  return found ? describe : describe.skip;
}

/** The last line of what a command prints, or undefined when it cannot be run. */
export function outputOf(command: string, ...args: string[]): string | undefined {
  try {
    const output = execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return output.trim().split('\n').at(-1);
  } catch {
    return undefined;
  }
}

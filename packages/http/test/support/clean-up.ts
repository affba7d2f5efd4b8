import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const pending: (() => unknown)[] = [];

/** Does something after the current test, whatever its outcome; the last registered comes first. */
export function afterTest(task: () => unknown): void {
  pending.push(task);
}

afterEach(async () => {
  for (let task = pending.pop(); task; task = pending.pop()) {
    await task();
  }
});

/** An empty directory that is removed after the test. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'actionrunner-test-'));
  afterTest(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

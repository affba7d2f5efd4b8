import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Registers what is done later: see {@link afterTest} and {@link afterFile}. */
export type After = (task: () => unknown) => void;

const ofTest: (() => unknown)[] = [];
const ofFile: (() => unknown)[] = [];

/**
 * Does something after the current test, whatever its outcome; the last registered comes first. `afterEach` of a `describe` comes before.
 */
export const afterTest: After = (task) => void ofTest.push(task);

/** The same after the last test of the file, for what `beforeAll` makes. */
export const afterFile: After = (task) => void ofFile.push(task);

afterEach(() => doAll(ofTest));
afterAll(() => doAll(ofFile));

/** Does all of them, even where one fails. */
async function doAll(tasks: (() => unknown)[]): Promise<void> {
  const failures: unknown[] = [];
  for (let task = tasks.pop(); task; task = tasks.pop()) {
    try {
      await task();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 1) throw new AggregateError(failures, 'Several things could not be cleaned up');
  if (failures.length > 0) throw failures[0];
}

/**
 * Makes something anew before each test; what is returned stands for that of the current test.
 * @param make an object without private fields, whose methods assign nothing to `this`
 */
export function beforeEachTest<T extends object>(make: () => T): T {
  let current: T | undefined;
  beforeEach(() => {
    current = make();
  });
  return new Proxy({} as T, {
    get: (_, name) => {
      if (!current) throw new Error(`${String(name)} is there only while a test runs`);
      return Reflect.get(current, name) as unknown;
    },
  });
}

/** An empty directory that is removed after the test. */
export function temporaryDirectory(after: After = afterTest): string {
  const directory = mkdtempSync(join(tmpdir(), 'actionrunner-test-'));
  after(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

import { PythonRunner, type PythonRunnerOptions } from '../../src/python/index.js';
import { RunnerActions } from './runner-actions.js';
import { describeWith, outputOf } from './tools.js';

/** The interpreter itself: `python3` may be a script that looks for it. */
export const PYTHON: string | undefined = outputOf('python3', '-c', 'import sys; print(sys.executable)');

export const describePython: jest.Describe = describeWith(
  'python3',
  'sudo apt-get install python3 python3-venv',
  PYTHON !== undefined,
);

/** Python actions of a test file, each in a directory of its own. */
export class PythonActions extends RunnerActions<PythonRunnerOptions> {
  constructor() {
    super((options) => new PythonRunner({ python: PYTHON ?? 'python3', ...options }));
  }
}

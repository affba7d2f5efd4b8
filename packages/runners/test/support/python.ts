import type { Isolation } from '@actionrunner/core';
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

/** All ways to run one. */
export const ISOLATIONS = ['loop', 'process', 'fork=strict'] as const;

/** Python actions of a test file, each in a directory of its own. */
export class PythonActions extends RunnerActions<PythonRunnerOptions> {
  /** @param isolation of all of them, unless one asks for another */
  constructor(isolation: Isolation = 'loop') {
    super((options) => new PythonRunner({ python: PYTHON ?? 'python3', isolation, ...options }));
  }
}

export { PythonRunner, type PythonRunnerOptions } from './python-runner.js';

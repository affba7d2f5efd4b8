export { BashRunner, type BashRunnerOptions } from './bash/index.js';
export { CRunner, type CRunnerOptions } from './c/index.js';
export { PythonRunner, type PythonRunnerOptions } from './python/index.js';

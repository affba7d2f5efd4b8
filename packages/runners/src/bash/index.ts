export { BashRunner, type BashRunnerOptions } from './bash-runner.js';

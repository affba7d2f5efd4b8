export { BashRunner } from './bash-runner.js';

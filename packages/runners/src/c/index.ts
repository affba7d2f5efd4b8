export { CRunner, type CRunnerOptions } from './c-runner.js';

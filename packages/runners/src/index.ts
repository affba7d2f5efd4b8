export { BashRunner } from './bash/index.js';

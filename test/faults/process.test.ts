import { testSection } from './support/check.js';
import { PROCESS } from './support/sections/process.js';

testSection(PROCESS);

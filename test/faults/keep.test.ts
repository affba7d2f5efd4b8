import { testSection } from './support/check.js';
import { KEEP } from './support/sections/keep.js';

testSection(KEEP);

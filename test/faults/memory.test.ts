import { testSection } from './support/check.js';
import { MEMORY } from './support/sections/memory.js';

testSection(MEMORY);

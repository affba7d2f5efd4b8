import { testSection } from './support/check.js';
import { TIME } from './support/sections/time.js';

testSection(TIME);

import { testSection } from './support/check.js';
import { RESULT } from './support/sections/result.js';

testSection(RESULT);

import { testSection } from './support/check.js';
import { LOOP } from './support/sections/loop.js';

testSection(LOOP);

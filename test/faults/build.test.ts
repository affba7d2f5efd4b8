import { testSection } from './support/check.js';
import { BUILD } from './support/sections/build.js';

testSection(BUILD);

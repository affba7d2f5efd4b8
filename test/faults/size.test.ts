import { testSection } from './support/check.js';
import { SIZE } from './support/sections/size.js';

testSection(SIZE);

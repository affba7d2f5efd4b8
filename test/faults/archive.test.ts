import { testSection } from './support/check.js';
import { ARCHIVE } from './support/sections/archive.js';

testSection(ARCHIVE);

import { testSection } from './support/check.js';
import { SHUTDOWN } from './support/sections/shutdown.js';

testSection(SHUTDOWN);

import { testSection } from './support/check.js';
import { CONCURRENCY } from './support/sections/concurrency.js';

testSection(CONCURRENCY);

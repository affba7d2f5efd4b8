import { testSection } from './support/check.js';
import { REQUESTS } from './support/sections/requests.js';

testSection(REQUESTS);

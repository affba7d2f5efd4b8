import { SINGLE_ENTRY_FAULTS } from '../support/faults/single-entry.js';
import { testFaults } from '../support/test-faults.js';

testFaults('single-entry', SINGLE_ENTRY_FAULTS);

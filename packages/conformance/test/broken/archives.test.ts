import { ARCHIVES_FAULTS } from '../support/faults/archives.js';
import { testFaults } from '../support/test-faults.js';

testFaults('archives', ARCHIVES_FAULTS, { slow: ['archives/largest', 'archives/many-entries'] });

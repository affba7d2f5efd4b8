import { FAULTS_FAULTS } from '../support/faults/faults.js';
import { testFaults } from '../support/test-faults.js';

testFaults('faults', FAULTS_FAULTS, { slow: ['faults/log-limit', 'faults/deadline-warns'] });

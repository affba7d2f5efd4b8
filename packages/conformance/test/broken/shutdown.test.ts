import { SHUTDOWN_FAULTS } from '../support/faults/shutdown.js';
import { testFaults } from '../support/test-faults.js';

testFaults('shutdown', SHUTDOWN_FAULTS);

import { ACTIONLOOP_FAULTS } from '../support/faults/actionloop.js';
import { testFaults } from '../support/test-faults.js';

testFaults('actionloop', ACTIONLOOP_FAULTS, { environment: { SERVER_MODE: 'loop' } });

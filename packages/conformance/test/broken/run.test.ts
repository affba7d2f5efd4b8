import { RUN_FAULTS } from '../support/faults/run.js';
import { testFaults } from '../support/test-faults.js';

testFaults('run', RUN_FAULTS, {
  slow: ['run/kept-connection-is-fast'],
  setups: [{}, { environment: { SERVER_STUB: 'no' }, without: ['stub'] }],
});

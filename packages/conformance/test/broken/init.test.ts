import { INIT_FAULTS } from '../support/faults/init.js';
import { testFaults } from '../support/test-faults.js';

testFaults('init', INIT_FAULTS, {
  setups: [
    {},
    { environment: { SERVER_STUB: 'no' }, without: ['stub'] },
    { environment: { SERVER_REINIT: 'yes' }, with: ['reinit'] },
  ],
});

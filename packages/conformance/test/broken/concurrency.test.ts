import { CONCURRENCY_FAULTS } from '../support/faults/concurrency.js';
import { testFaults } from '../support/test-faults.js';

testFaults('concurrency', CONCURRENCY_FAULTS, {
  slow: [
    'concurrency/overlap',
    'concurrency/one-at-a-time',
    'concurrency/many-waiting',
    'concurrency/client-disconnects',
  ],
});

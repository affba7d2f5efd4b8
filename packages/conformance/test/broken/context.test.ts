import { CONTEXT_FAULTS } from '../support/faults/context.js';
import { testFaults } from '../support/test-faults.js';

testFaults('context', CONTEXT_FAULTS);

import { CODE_KINDS_FAULTS } from '../support/faults/code-kinds.js';
import { testFaults } from '../support/test-faults.js';

testFaults('code-kinds', CODE_KINDS_FAULTS);

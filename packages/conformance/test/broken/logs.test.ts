import { LOGS_FAULTS } from '../support/faults/logs.js';
import { testFaults } from '../support/test-faults.js';

testFaults('logs', LOGS_FAULTS, { slow: ['logs/live', 'logs/many-lines'] });

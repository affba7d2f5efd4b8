import type { Faults } from '../fault.js';

export const INIT_FAULTS: Faults = {
  'refuses-code': { fails: ['init/accepts-code'] },
};

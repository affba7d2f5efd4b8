import type { Faults } from '../fault.js';

/** Faults that cases of the group `faults` find. */
export const FAULTS_FAULTS: Faults = {
  'crash-not-named': { fails: ['faults/crash-is-named'] },
  'crash-after-result-counts': { fails: ['faults/crash-after-result'] },
  'ignores-deadline': {
    fails: ['faults/deadline', 'faults/deadline-ends-all', 'faults/deadline-warns'],
  },
  'deadline-late': { fails: ['faults/deadline', 'faults/deadline-warns'] },
  'deadline-not-named': { fails: ['faults/deadline-is-named'] },
  'deadline-only-asks': { fails: ['faults/deadline-ends-all'] },
  'deadline-kills-at-once': { fails: ['faults/deadline-warns'] },
  'deadline-drops-logs': { fails: ['faults/deadline-keeps-logs', 'faults/deadline-warns'] },
  'deadline-ends-runtime': { fails: ['faults/after-deadline'] },
  'waits-for-children': { fails: ['faults/child-holds-output', 'faults/child-is-stopped'] },
  'waits-a-while-for-output': { fails: ['faults/child-holds-output'] },
  'leaves-children': { fails: ['faults/child-is-stopped'] },
  'output-ends-activation': { fails: ['faults/closes-output'] },
  'drops-long-lines': { fails: ['faults/long-line-without-newline'] },
  'no-log-limit': { fails: ['faults/log-limit'] },
  'latin1-result': { fails: ['faults/result-is-not-utf-8'] },
  'start-error-is-500': { fails: ['faults/environment-too-large'] },
  'missing-file-is-500': { fails: ['faults/action-deletes-itself'] },
  'sigterm-ends-runtime': { fails: ['faults/after-signal-of-action'] },
  'bad-request-stops-server': {
    fails: ['faults/not-http', 'faults/half-a-request', 'faults/large-headers'],
  },
  'runs-half-a-request': { fails: ['faults/half-a-request'] },
  'ignores-content-encoding': { fails: ['faults/compressed-body'] },
  'large-headers-stop-server': { fails: ['faults/large-headers'] },
  'no-health': { fails: ['faults/health'] },
};

import type { Faults } from '../fault.js';

export const LOGS_FAULTS: Faults = {
  'text-in-frame-on-stdout': {
    fails: ['logs/frame-on-stdout', 'logs/silent-run', 'logs/unicode', 'logs/order'],
  },
  'text-in-frame-on-stderr': {
    fails: ['logs/frame-on-stderr', 'logs/silent-run', 'logs/incomplete-last-line', 'logs/long-line'],
  },
  'frame-once-only': { fails: ['logs/frame-for-each-activation'] },
  'stdout-hidden': {
    fails: ['logs/stdout', 'logs/invalid-result-is-logged', 'logs/many-lines', 'logs/unicode', 'logs/order'],
  },
  'stderr-hidden': {
    fails: ['logs/stderr', 'logs/incomplete-last-line', 'logs/bytes', 'logs/live', 'logs/long-line'],
  },
  'streams-doubled': { fails: ['logs/streams-apart'] },
  'logs-after-answer': { fails: ['logs/before-the-answer'] },
  banner: { fails: ['logs/silent-start'] },
  'logs-init': { fails: ['logs/silent-init'] },
  'logs-run': { fails: ['logs/silent-run', 'logs/unicode', 'logs/order'] },
  'no-frame-after-invalid-result': { fails: ['logs/frame-after-invalid-result'] },
  'no-frame-after-crash': { fails: ['logs/frame-after-crash'] },
  'no-frame-after-failed-init': { fails: ['logs/frame-after-failed-init'] },
  'frame-after-second-init': { fails: ['logs/no-frame-after-second-init'] },
  'frame-after-malformed-json': { fails: ['logs/no-frame-after-malformed-json'] },
  'line-not-completed': { fails: ['logs/incomplete-last-line'] },
  'sentinel-passes': { fails: ['logs/forged-end'] },
  'logs-as-text': { fails: ['logs/bytes'] },
  'result-logged': { fails: ['logs/result-is-not-logged', 'logs/silent-run', 'logs/unicode', 'logs/order'] },
  'invalid-result-hidden': { fails: ['logs/invalid-result-is-logged'] },
  'silent-missing-result': { fails: ['logs/missing-result-is-explained'] },
  'logs-at-end': { fails: ['logs/live'] },
  'drops-long-lines': { fails: ['logs/long-line'] },
  'small-log-limit': { fails: ['logs/many-lines'] },
  'logs-as-ascii': { fails: ['logs/unicode', 'logs/bytes'] },
  'lines-change-places': { fails: ['logs/order'] },
};

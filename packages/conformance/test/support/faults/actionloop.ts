import type { Faults } from '../fault.js';

/** Faults that cases of the group `actionloop` find. */
export const ACTIONLOOP_FAULTS: Faults = {
  'loop-sends-value-only': { fails: ['actionloop/whole-message', 'actionloop/lines'] },
  'loop-new-process-each-time': { fails: ['actionloop/one-process'] },
  'loop-does-not-ask': {
    fails: ['actionloop/asks-for-acknowledgement', 'actionloop/never-ready'],
  },
  'loop-always-waits': { fails: ['actionloop/without-acknowledgement'] },
  'loop-counts-late-acknowledgement': {
    fails: ['actionloop/late-acknowledgement', 'actionloop/never-ready'],
  },
  'loop-does-not-wait': { fails: ['actionloop/exits-before-ready', 'actionloop/never-ready'] },
  'loop-hides-init-logs': { fails: ['actionloop/init-is-logged'] },
  'ignores-init-deadline': { fails: ['actionloop/never-ready'] },
  'loop-null-is-result': { fails: ['actionloop/null'] },
  'loop-number-is-result': { fails: ['actionloop/number'] },
  'loop-garbage-is-result': { fails: ['actionloop/not-json'] },
  'loop-ends-after-bad-answer': { fails: ['actionloop/after-bad-answer'] },
  'loop-counts-empty-lines': { fails: ['actionloop/empty-line-before-answer'] },
  'loop-keeps-old-answers': { fails: ['actionloop/two-answers'] },
  'loop-exit-is-empty-result': { fails: ['actionloop/exits'] },
  'loop-exit-not-named': { fails: ['actionloop/exit-is-named'] },
  'loop-stays-dead': { fails: ['actionloop/next-process'] },
  'ignores-deadline': { fails: ['actionloop/deadline'] },
  'loop-splits-lines': { fails: ['actionloop/lines'] },
  'loop-cuts-messages': { fails: ['actionloop/large-message'] },
  'loop-mixes-logs': { fails: ['actionloop/logs'] },
  'loop-without-path': { fails: ['actionloop/path'] },
  'loop-cuts-values': { fails: ['actionloop/environment'] },
  'loop-process-delays-exit': { fails: ['actionloop/shutdown'] },
};

import type { Faults } from '../fault.js';

/** Faults that cases of the group `shutdown` find. */
export const SHUTDOWN_FAULTS: Faults = {
  'ignores-sigterm': {
    fails: [
      'shutdown/sigterm',
      'shutdown/exit-status',
      'shutdown/silent',
      'shutdown/exits-after-running',
      'shutdown/closes-connections',
      'shutdown/idle-connection',
      'shutdown/second-signal',
    ],
  },
  'ignores-sigint': { fails: ['shutdown/sigint'] },
  'exit-status-after-signal': { fails: ['shutdown/exit-status'] },
  'talks-at-shutdown': { fails: ['shutdown/silent'] },
  'drops-running-at-signal': {
    fails: [
      'shutdown/finishes-running',
      'shutdown/answers-waiting',
      'shutdown/answers-new',
      'shutdown/closes-connections',
    ],
  },
  'forgets-signal': { fails: ['shutdown/exits-after-running', 'shutdown/second-signal'] },
  'drops-logs-at-signal': { fails: ['shutdown/frames-running'] },
  'drops-waiting-at-signal': { fails: ['shutdown/answers-waiting'] },
  'refuses-during-drain': { fails: ['shutdown/answers-new'] },
  'keeps-connections-while-draining': { fails: ['shutdown/closes-connections'] },
  'waits-for-idle-connections': { fails: ['shutdown/idle-connection'] },
  'keeps-idle-connections-a-while': { fails: ['shutdown/idle-connection'] },
  'ignores-second-signal': { fails: ['shutdown/second-signal'] },
  'second-signal-waits': { fails: ['shutdown/second-signal'] },
};

import type { Faults } from '../fault.js';

export const CONCURRENCY_FAULTS: Faults = {
  'mixes-results': { fails: ['concurrency/all-answered', 'concurrency/own-context'] },
  'one-frame-for-all': { fails: ['concurrency/one-frame-each', 'concurrency/logs-apart'] },
  'always-at-once': { fails: ['concurrency/one-at-a-time'] },
  'never-at-once': { fails: ['concurrency/overlap'] },
  'shared-environment': { fails: ['concurrency/own-context'] },
  'logs-mixed': { fails: ['concurrency/logs-apart'] },
  'short-queue': { fails: ['concurrency/many-waiting'] },
  'inits-at-once-fail': { fails: ['concurrency/init-sent-twice'] },
  'no-run-during-init': { fails: ['concurrency/run-during-init'] },
  'disconnect-stops-server': {
    fails: ['concurrency/client-disconnects', 'concurrency/half-closed-connection'],
  },
  'idle-connections-count': { fails: ['concurrency/idle-connections'] },
  'half-request-blocks': { fails: ['concurrency/slow-client'] },
  'half-closed-is-closed': { fails: ['concurrency/half-closed-connection'] },
  'first-piece-only': { fails: ['concurrency/request-in-pieces'] },
};

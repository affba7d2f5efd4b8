import type { Faults } from '../fault.js';

/** Faults that cases of the group `single-entry` find. */
export const SINGLE_ENTRY_FAULTS: Faults = {
  'no-stem-cells': { fails: ['single-entry/init-then-run', 'single-entry/init-and-run'] },
  'init-and-run-only-initializes': { fails: ['single-entry/init-and-run'] },
  'entry-without-context': { fails: ['single-entry/activation-is-context'] },
  'dedicated-accepts-init': { fails: ['single-entry/no-public-init'] },
  'dedicated-runs-stub': { fails: ['single-entry/broken-code-does-not-start'] },
  'entry-without-headers': { fails: ['single-entry/method-and-headers', 'single-entry/binary-event'] },
  'raw-body-as-text': { fails: ['single-entry/raw-body'] },
  'raw-without-query': { fails: ['single-entry/raw-query'] },
  'plain-json-ignored': { fails: ['single-entry/plain-json'] },
  'binary-events-not-supported': { fails: ['single-entry/binary-event'] },
  'structured-events-not-supported': { fails: ['single-entry/structured-event'] },
  'probe-runs-action': { fails: ['single-entry/probe'] },
  'any-method': { fails: ['single-entry/methods'] },
  'status-code-ignored': { fails: ['single-entry/status-code', 'single-entry/empty-body'] },
  'headers-ignored': { fails: ['single-entry/headers'] },
  'text-body-is-json': { fails: ['single-entry/text-is-html'] },
  'empty-body-is-200': { fails: ['single-entry/empty-body'] },
  'image-body-as-text': { fails: ['single-entry/image'] },
  'no-cross-origin-headers': { fails: ['single-entry/any-origin'] },
};

import { type Check, type Finding, judge } from '../../src/inspect/check.js';
import type { Profile } from '../../src/inspect/profiles.js';

const CHECK: Check = {
  id: 'some-check',
  profiles: { openwhisk: 'warn', knative: 'fail' },
  why: 'It matters.',
  mend: 'Mend it.',
};

describe('judging a finding', () => {
  it.each<[string, Finding['holds'], readonly Profile[], string]>([
    ['what holds is ok', true, ['openwhisk', 'knative'], 'ok'],
    ['what does not hold is as bad as the platform says', false, ['openwhisk'], 'warn'],
    ['the strictest of the chosen platforms counts', false, ['openwhisk', 'knative'], 'fail'],
    ['what holds partly is a warning also for a strict platform', 'partly', ['knative'], 'warn'],
    ['what could not be tested is skipped', undefined, ['knative'], 'skip'],
  ])('%s', (_, holds, profiles, status) => {
    expect(judge(CHECK, { holds, found: 'this' }, [...profiles, 'elyra'])).toEqual({
      id: 'some-check',
      profiles,
      status,
      found: 'this',
      why: 'It matters.',
      mend: 'Mend it.',
    });
  });

  it('is nothing when no chosen platform asks for it', () => {
    expect(judge(CHECK, { holds: false, found: '' }, ['elyra', 'storlets'])).toBeUndefined();
  });
});

import { type ConformanceCase, defineCase } from '../../case/case.js';
import { PING } from '../support/ping.js';
import { SOURCES } from '../support/sources.js';

const { kit, skeleton } = SOURCES;

const AGAIN = 'Cannot initialize the action more than once.';

/** An init after a successful one. */
export const INIT_REPEATED_CASES: readonly ConformanceCase[] = [
  defineCase(
    {
      id: 'init/second-refused',
      title: 'a second init is answered with an error',
      severity: 'required',
      source: `${kit}: testInitCannotBeCalledMoreThanOnce accepts any status but 200`,
      remedy: `Answer an init after a successful one with 403 and {"error":"${AGAIN}"}.`,
      needs: ['echo'],
    },
    async (t) => {
      if (t.supports('reinit')) t.skip('the runtime accepts a repeated init');
      const runtime = await t.startWith('echo');
      const answer = await runtime.initSample(t.sample('echo'));
      t.expectAnswer(answer, { failure: true }, 'the second POST /init');
    },
  ),
  defineCase(
    {
      id: 'init/second-refused-status',
      title: 'a second init is answered with 403',
      severity: 'recommended',
      source: `${skeleton}: 403; other runtimes answer 502`,
      remedy: 'Answer an init after a successful one with 403: the request is at fault, not the action.',
      needs: ['echo'],
    },
    async (t) => {
      if (t.supports('reinit')) t.skip('the runtime accepts a repeated init');
      const runtime = await t.startWith('echo');
      t.expectAnswer(await runtime.initSample(t.sample('echo')), { status: 403 }, 'the second POST /init');
    },
  ),
  defineCase(
    {
      id: 'init/second-refused-sentence',
      title: 'the answer to a second init has the sentence of the platform',
      severity: 'required',
      source: `${kit}: testInitCannotBeCalledMoreThanOnce compares it`,
      remedy: `Let the body be exactly {"error":"${AGAIN}"}.`,
      needs: ['echo'],
    },
    async (t) => {
      if (t.supports('reinit')) t.skip('the runtime accepts a repeated init');
      const runtime = await t.startWith('echo');
      t.expectAnswer(await runtime.initSample(t.sample('echo')), { error: AGAIN }, 'the second POST /init');
    },
  ),
  defineCase(
    {
      id: 'init/second-changes-nothing',
      title: 'after a second init that is refused, the first action runs',
      severity: 'required',
      source: `${kit}: an action is initialized once`,
      remedy: 'Refuse the second init before its code is written anywhere.',
      needs: ['echo', 'fail'],
    },
    async (t) => {
      if (t.supports('reinit')) t.skip('the runtime accepts a repeated init');
      const runtime = await t.startWith('echo');
      await runtime.initSample(t.sample('fail'));
      t.expectAnswer(await runtime.run(PING), { status: 200, json: PING }, 'POST /run');
    },
  ),
  defineCase(
    {
      id: 'init/repeated-replaces',
      title: 'where a repeated init is allowed, the new action replaces the old one',
      severity: 'recommended',
      source: `${skeleton}: PROXY_ALLOW_REINIT`,
      remedy: 'Remove the old action, and deliver, build and start the new one.',
      needs: ['echo', 'fail'],
      supports: ['reinit'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      t.expectAnswer(await runtime.initSample(t.sample('fail')), { status: 200 }, 'the second POST /init');
      const expected = { status: 200, json: { error: 'no such user' } };
      t.expectAnswer(await runtime.run(PING), expected, 'POST /run');
    },
  ),
];

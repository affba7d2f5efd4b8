import { type ConformanceCase, defineCase } from '../../case/case.js';
import { PING } from '../support/ping.js';
import { SOURCES } from '../support/sources.js';

const { document, invoker, kit, skeleton, own, defect } = SOURCES;

/** An init that fails, and what comes after it. */
export const INIT_FAILURES_CASES: readonly ConformanceCase[] = [
  defineCase(
    {
      id: 'init/broken-code-fails',
      title: 'an init with code that cannot work is answered with 502',
      severity: 'recommended',
      source: `${document}: an init that fails is not answered with 200; ${kit}: testInvalidAction allows init or run`,
      remedy: 'Load, compile or check the code during the init, and answer 502 if that fails.',
      needs: ['broken'],
    },
    async (t) => {
      const runtime = await t.start();
      t.expectAnswer(await runtime.initSample(t.sample('broken')), { status: 502 }, 'POST /init with broken code');
    },
  ),
  defineCase(
    {
      id: 'init/failure-says-why',
      title: 'a failed init is answered with {"error": "…"} and nothing else',
      severity: 'recommended',
      source: `${invoker}: shows the field error of the answer to the user`,
      remedy: 'Let the body of a failed init be an object with one field, error: a text that says why.',
      needs: ['broken'],
    },
    async (t) => {
      const runtime = await t.start();
      const answer = await runtime.initSample(t.sample('broken'));
      if (answer.status === 200) t.skip('the init with broken code does not fail');
      t.expectAnswer(answer, { error: true }, 'POST /init with broken code');
    },
  ),
  defineCase(
    {
      id: 'init/failed-then-runs-nothing',
      title: 'after a failed init, a run does not succeed',
      severity: 'recommended',
      source: `${defect}: after an archive that cannot be read, the skeleton runs its stub`,
      remedy: 'Answer runs after a failed init with 502 and {"error": "…"} until an init succeeds.',
      needs: ['broken'],
      requires: ['fresh'],
    },
    async (t) => {
      const runtime = await t.start();
      const { status } = await runtime.initSample(t.sample('broken'));
      if (status === 200) t.skip('the init with broken code does not fail');
      t.expectAnswer(await runtime.run({}), { failure: true }, 'POST /run after a failed init');
    },
  ),
  defineCase(
    {
      id: 'init/failed-then-retried',
      title: 'after a failed init, another one may succeed',
      severity: 'informative',
      source: `${skeleton}: only a successful init counts`,
      remedy: 'Remember that the action is initialized only when the init succeeds, and remove what a failed one left.',
      needs: ['broken', 'echo'],
      requires: ['fresh'],
    },
    async (t) => {
      const runtime = await t.start();
      const { status } = await runtime.initSample(t.sample('broken'));
      if (status === 200) t.skip('the init with broken code does not fail');
      t.expectAnswer(await runtime.initSample(t.sample('echo')), { status: 200 }, 'the second POST /init');
      t.expectAnswer(await runtime.run(PING), { status: 200, json: PING }, 'POST /run');
    },
  ),
  defineCase(
    {
      id: 'init/code-of-wrong-type',
      title: 'an init whose code is not a text is answered with an error',
      severity: 'recommended',
      source: `${own}: Messages`,
      remedy: 'Check that code is a text, and answer 502 with an error that names the field.',
      requires: ['fresh'],
    },
    async (t) => {
      const runtime = await t.start();
      const value = { name: 'x', main: 'main', code: 42, binary: false };
      t.expectAnswer(await runtime.init(value), { status: [400, 404, 502], error: true }, 'POST /init with "code": 42');
    },
  ),
  defineCase(
    {
      id: 'init/value-of-wrong-type',
      title: 'an init whose value is not an object is answered with an error',
      severity: 'recommended',
      source: `${skeleton}: 404 for a value that is not an object`,
      remedy: 'Check that value is an object, and answer 404 with an error.',
      requires: ['fresh'],
    },
    async (t) => {
      const runtime = await t.start();
      t.expectAnswer(await runtime.init('code'), { status: [400, 404, 502], error: true }, 'POST /init with a text');
    },
  ),
  defineCase(
    {
      id: 'init/malformed-json',
      title: 'an init whose body is not JSON is answered with an error',
      severity: 'recommended',
      source: `${own}: Answers; the skeleton takes such a body for {}`,
      remedy: 'Answer 400 with {"error": "…"} if the body cannot be parsed.',
      requires: ['fresh'],
    },
    async (t) => {
      const runtime = await t.start();
      const answer = await runtime.post('/init', '{"value": {');
      t.expectAnswer(answer, { status: [400, 404, 502], error: true }, 'POST /init with half a JSON text');
    },
  ),
  defineCase(
    {
      id: 'init/after-malformed-json',
      title: 'after a body that is not JSON, an init works',
      severity: 'recommended',
      source: `${own}: States; a message that is refused changes nothing`,
      remedy: 'Catch the error of the parser, and keep serving.',
      needs: ['echo'],
      requires: ['fresh'],
    },
    async (t) => {
      const runtime = await t.start();
      await runtime.post('/init', 'no JSON').catch(() => undefined); // the case above looks at the answer
      t.expectAnswer(await runtime.initSample(t.sample('echo')), { status: 200 }, 'POST /init');
    },
  ),
];

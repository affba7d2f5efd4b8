import { type ConformanceCase, defineCase } from '../../case/case.js';
import { PING } from '../support/ping.js';
import { SOURCES } from '../support/sources.js';

const { document, kit, skeleton, own, defect } = SOURCES;

const ARGUMENT = 'The action did not receive a dictionary or array as an argument.';

/** Messages that are odd or wrong. */
export const RUN_MESSAGES_CASES: readonly ConformanceCase[] = [
  defineCase(
    {
      id: 'run/value-of-wrong-type',
      title: 'a run whose value is neither an object nor an array is refused',
      severity: 'recommended',
      source: `${skeleton}: 404 "${ARGUMENT}"`,
      remedy: `Answer 404 and {"error":"${ARGUMENT}"}.`,
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      t.expectAnswer(await runtime.run(42), { status: [400, 404], error: true }, 'POST /run with "value": 42');
    },
  ),
  defineCase(
    {
      id: 'run/value-of-wrong-type-sentence',
      title: 'the error for such a value is the sentence of the platform',
      severity: 'informative',
      source: `${skeleton}: "${ARGUMENT}"`,
      remedy: `Let the body be exactly {"error":"${ARGUMENT}"}.`,
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      t.expectAnswer(await runtime.run('text'), { error: ARGUMENT }, 'POST /run with "value": "text"');
    },
  ),
  defineCase(
    {
      id: 'run/malformed-json',
      title: 'a run whose body is not JSON is refused, and does not run the action',
      severity: 'recommended',
      source: `${defect}: the skeleton runs the action with {}`,
      remedy: 'Answer 400 with {"error": "…"} if the body cannot be parsed.',
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      const answer = await runtime.post('/run', '{"value": {"a": 1}');
      t.expectAnswer(answer, { status: [400, 404, 502], error: true }, 'POST /run with half a JSON text');
    },
  ),
  defineCase(
    {
      id: 'run/after-malformed-json',
      title: 'after a body that is not JSON, the action runs',
      severity: 'recommended',
      source: `${own}: States; a message that is refused changes nothing`,
      remedy: 'Catch the error of the parser, and keep serving.',
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      await runtime.post('/run', 'no JSON').catch(() => undefined); // the case above looks at the answer
      t.expectAnswer(await runtime.run(PING), { status: 200, json: PING }, 'POST /run');
    },
  ),
  defineCase(
    {
      id: 'run/past-deadline',
      title: 'a deadline that has passed long ago does not fail the activation',
      severity: 'required',
      source: `${kit}: sends "deadline": "123"`,
      remedy: 'Ignore a deadline that has already passed when the request arrives.',
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      const answer = await runtime.run(PING, { deadline: '123' });
      t.expectAnswer(answer, { status: 200, json: PING }, 'POST /run with "deadline": "123"');
    },
  ),
  defineCase(
    {
      id: 'run/number-as-deadline',
      title: 'a deadline that is a number does not fail the activation',
      severity: 'recommended',
      source: `${document}: says that it is a number; ${defect}: the skeleton answers 500`,
      remedy: 'Convert the values of the message to text before they become variables.',
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      const answer = await runtime.run(PING, { deadline: Date.now() + 60_000 });
      t.expectAnswer(answer, { status: 200, json: PING }, 'POST /run with a number as deadline');
    },
  ),
  defineCase(
    {
      id: 'run/far-deadline',
      title: 'a deadline in the far future does not fail the activation',
      severity: 'recommended',
      source: `${own}: Time limits; timers of many systems overflow after 24 days`,
      remedy: 'Cap the time of a timer, or set none.',
      needs: ['sleep'],
    },
    async (t) => {
      const runtime = await t.startWith('sleep');
      const answer = await runtime.run({ ms: 100 }, { deadline: String(Date.now() + 40 * 86_400_000) });
      t.expectAnswer(answer, { status: 200, json: { ok: true } }, 'POST /run with a deadline in 40 days');
    },
  ),
];

import { type ConformanceCase, defineCase } from '../../case/case.js';
import { PING } from '../support/ping.js';
import { SOURCES } from '../support/sources.js';

const { document, invoker } = SOURCES;

/** The answer to a run. */
export const RUN_ANSWERS_CASES: readonly ConformanceCase[] = [
  defineCase(
    {
      id: 'run/answers-result',
      title: 'the answer to POST /run is the result of the action',
      severity: 'required',
      source: `${document}: Activation`,
      remedy: 'Answer POST /run with 200 and the JSON that the action returned.',
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      const value = { name: 'James', list: [1, 'two', null, true], nested: { a: {} } };
      t.expectAnswer(await runtime.run(value), { status: 200, json: value }, 'POST /run');
    },
  ),
  defineCase(
    {
      id: 'run/answer-has-length',
      title: 'the answer to POST /run has a Content-Length, and is not chunked',
      severity: 'required',
      source: `${invoker}: ApacheBlockingContainerClient reads an answer without a Content-Length as no response`,
      remedy: 'Send the whole result with its Content-Length, in one piece.',
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      const answer = await runtime.run(PING);
      t.expectAnswer(answer, { status: 200 }, 'POST /run');
      t.expect(answer.headers['transfer-encoding'], 'Transfer-Encoding').toBe(undefined);
      t.expect(answer.headers['content-length'], 'Content-Length').toBe(String(answer.bytes.length));
    },
  ),
  defineCase(
    {
      id: 'run/answer-is-json',
      title: 'the answer to POST /run says that it is JSON',
      severity: 'recommended',
      source: `${document}: Activation`,
      remedy: 'Send Content-Type: application/json.',
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      const answer = await runtime.run(PING);
      t.expect(answer.headers['content-type'] ?? '', 'Content-Type').toMatch(/^application\/json\b/i);
    },
  ),
  defineCase(
    {
      id: 'run/again-and-again',
      title: 'an action runs many times after one init, each time with its own parameters',
      severity: 'required',
      source: `${document}: a container may be used for several activations`,
      remedy: 'Keep the action after an activation, and nothing of the parameters.',
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      for (let count = 1; count <= 4; count += 1) {
        t.expectAnswer(await runtime.run({ count }), { status: 200, json: { count } }, `POST /run number ${count}`);
      }
    },
  ),
];

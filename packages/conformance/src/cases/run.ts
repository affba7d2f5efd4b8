import { type ConformanceCase, defineCase } from '../case/case.js';

/** What `POST /run` answers. */
export const RUN_CASES: readonly ConformanceCase[] = [
  defineCase(
    {
      id: 'run/answers-result',
      title: 'the answer to POST /run is the result of the action',
      severity: 'required',
      source: 'OpenWhisk, docs/actions-new.md, Activation',
      remedy: 'Answer POST /run with 200 and the JSON that the action returned.',
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      const value = { name: 'James', list: [1, 'two', null] };
      t.expectAnswer(await runtime.run(value), { status: 200, json: value }, 'POST /run');
    },
  ),
];

import { type ConformanceCase, defineCase } from '../case/case.js';

/** What `POST /init` accepts and refuses. */
export const INIT_CASES: readonly ConformanceCase[] = [
  defineCase(
    {
      id: 'init/accepts-code',
      title: 'POST /init with code is answered with 200',
      severity: 'required',
      source: 'OpenWhisk, docs/actions-new.md, Initialization',
      remedy: 'Answer POST /init with 200 once the code is ready to run.',
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.start();
      t.expectAnswer(await runtime.initSample(t.sample('echo')), { status: 200 }, 'POST /init');
    },
  ),
];

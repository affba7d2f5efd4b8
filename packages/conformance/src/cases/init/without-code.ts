import { type ConformanceCase, defineCase } from '../../case/case.js';
import { NOT_BASE64 } from '../support/not-base64.js';
import { SOURCES } from '../support/sources.js';

const { answers, kit, skeleton, own } = SOURCES;

const NO_BINARY = 'The action failed to generate or locate a binary. See logs for details.';

/** An init without code. */
export const INIT_WITHOUT_CODE_CASES: readonly ConformanceCase[] = [
  defineCase(
    {
      id: 'init/empty-keeps-stub',
      title: 'an init without code succeeds where there is something to run',
      severity: 'required',
      source: `${kit}: testNotReturningJson and others begin with an init of the stub`,
      remedy: 'Answer an init without code with 200 if an executable is in place.',
      supports: ['stub'],
      requires: ['fresh'],
    },
    async (t) => {
      const runtime = await t.start();
      t.expectAnswer(await runtime.init({}), { status: 200 }, 'POST /init without code');
    },
  ),
  defineCase(
    {
      id: 'init/null-code-keeps-stub',
      title: 'an init with "code": null succeeds where there is something to run',
      severity: 'required',
      source: `${kit}: sends "code": null for an action without code`,
      remedy: 'Treat "code": null as no code.',
      supports: ['stub'],
      requires: ['fresh'],
    },
    async (t) => {
      const runtime = await t.start();
      const value = { name: 'x', main: 'main', code: null, binary: false };
      t.expectAnswer(await runtime.init(value), { status: 200 }, 'POST /init with "code": null');
    },
  ),
  defineCase(
    {
      id: 'init/empty-body',
      title: 'an empty body is an empty message',
      severity: 'informative',
      source: `${own}: Messages; the skeleton reads an empty body as {}`,
      remedy: 'Read an empty body of POST /init as {}.',
      supports: ['stub'],
      requires: ['fresh'],
    },
    async (t) => {
      const runtime = await t.start();
      t.expectAnswer(await runtime.post('/init', ''), { status: 200 }, 'POST /init with an empty body');
    },
  ),
  defineCase(
    {
      id: 'init/nothing-to-run',
      title: 'an init after which there is nothing to run is answered with an error',
      severity: 'required',
      source: `${answers}; ${skeleton}: "${NO_BINARY}"`,
      remedy: `Answer an init without code with 502 and {"error":"${NO_BINARY}"} if there is nothing to run.`,
      requires: ['fresh'],
    },
    async (t) => {
      if (t.supports('stub')) t.skip('the runtime has something to run without code');
      const runtime = await t.start();
      t.expectAnswer(await runtime.init({}), { failure: true }, 'POST /init without code');
    },
  ),
  defineCase(
    {
      id: 'init/failure-status',
      title: 'an init with nothing to run, or with code that is not base64, is answered with 502',
      severity: 'recommended',
      source: `${skeleton}: 502 where an init fails; other runtimes answer 400, 403 or 500`,
      remedy: 'Answer every init that fails with 502 and {"error": "…"}.',
      requires: ['fresh'],
    },
    async (t) => {
      const [hasStub, hasArchives] = [t.supports('stub'), t.supports('archives')];
      if (hasStub && !hasArchives) t.skip('the runtime has something to run without code, and no archives');
      if (!hasStub) {
        const runtime = await t.start();
        t.expectAnswer(await runtime.init({}), { status: 502 }, 'POST /init without code');
      }
      if (hasArchives) {
        const runtime = await t.start();
        t.expectAnswer(await runtime.initSample(NOT_BASE64), { status: 502 }, 'POST /init with what is not base64');
      }
    },
  ),
];

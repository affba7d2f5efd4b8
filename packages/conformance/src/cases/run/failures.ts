import { type ConformanceCase, defineCase } from '../../case/case.js';
import { script } from '../support/script.js';
import { SOURCES } from '../support/sources.js';
import { INVALID } from './support.js';

const { invoker, answers, kit, skeleton } = SOURCES;

const INVALID_EITHER = /^The action did not return a dictionary(?: or array)?\.$/;

const NO_BINARY = 'The action failed to locate a binary. See logs for details.';

/** Results that are errors, and activations that fail. */
export const RUN_FAILURES_CASES: readonly ConformanceCase[] = [
  defineCase(
    {
      id: 'run/application-error',
      title: 'a result {"error": …} is answered with 200, as it is',
      severity: 'required',
      source: `${kit}: testErrorHandling; the platform calls it an application error and keeps the container`,
      remedy: 'Answer 200 with the result even if it has a field error.',
      needs: ['fail'],
    },
    async (t) => {
      const runtime = await t.startWith('fail');
      t.expectAnswer(await runtime.run({}), { status: 200, json: { error: 'no such user' } }, 'POST /run');
    },
  ),
  defineCase(
    {
      id: 'run/scalar-result',
      title: 'a result that is neither an object nor an array is answered with an error',
      severity: 'required',
      source: `${kit}: testNotReturningJson; ${answers}`,
      remedy: 'Check the result, and answer 502 if it is neither an object nor an array.',
      needs: ['scalar'],
    },
    async (t) => {
      const runtime = await t.startWith('scalar');
      t.expectAnswer(await runtime.run({}), { failure: true }, 'POST /run');
    },
  ),
  defineCase(
    {
      id: 'run/scalar-result-sentence',
      title: 'the error for such a result is one of the two sentences of the platform',
      severity: 'required',
      source: `${kit}: testNotReturningJson compares it: "dictionary or array", or only "dictionary"`,
      remedy: `Let the body be exactly {"error":"${INVALID}"}.`,
      needs: ['scalar'],
    },
    async (t) => {
      const runtime = await t.startWith('scalar');
      t.expectAnswer(await runtime.run({}), { error: INVALID_EITHER }, 'POST /run');
    },
  ),
  defineCase(
    {
      id: 'run/null-result',
      title: 'the result null is answered with 502',
      severity: 'recommended',
      source: `${skeleton}: only objects and arrays are results`,
      remedy: 'Answer 502 if the result is null.',
      supports: ['executables'],
    },
    async (t) => {
      const runtime = await t.startWith(script('echo null'));
      t.expectAnswer(await runtime.run({}), { status: 502, error: INVALID }, 'POST /run');
    },
  ),
  defineCase(
    {
      id: 'run/text-result',
      title: 'a last line that is not JSON is answered with an error, one of the two sentences of the platform',
      severity: 'required',
      source: `${kit}: testNotReturningJson`,
      remedy: `Answer 502 and {"error":"${INVALID}"} if the last line is not JSON.`,
      supports: ['executables'],
    },
    async (t) => {
      const runtime = await t.startWith(script('echo done'));
      t.expectAnswer(await runtime.run({}), { failure: true, error: INVALID_EITHER }, 'POST /run');
    },
  ),
  defineCase(
    {
      id: 'run/no-result',
      title: 'an action that exits without a result is answered with an error',
      severity: 'required',
      source: `${kit}: testInvalidAction; ${answers}`,
      remedy: 'Answer 502 with {"error": "…"} if the action exits without a result.',
      needs: ['exit'],
    },
    async (t) => {
      const runtime = await t.startWith('exit');
      t.expectAnswer(await runtime.run({}), { failure: true }, 'POST /run');
    },
  ),
  defineCase(
    {
      id: 'run/crash',
      title: 'an action that is killed by a signal is answered with an error',
      severity: 'required',
      source: answers,
      remedy: 'Notice that the process of the action has been killed, and answer 502 with {"error": "…"}.',
      needs: ['crash'],
    },
    async (t) => {
      const runtime = await t.startWith('crash');
      t.expectAnswer(await runtime.run({}), { failure: true }, 'POST /run');
    },
  ),
  defineCase(
    {
      id: 'run/failure-status',
      title: 'an activation that fails, or that has nothing to run, is answered with 502',
      severity: 'recommended',
      source: `${skeleton}: 502 where an activation fails; other runtimes answer 400, 403 or 500`,
      remedy: 'Answer every activation that fails with 502 and {"error": "…"}.',
      needs: ['scalar', 'exit', 'crash'],
      requires: ['fresh'],
    },
    async (t) => {
      for (const sample of ['scalar', 'exit', 'crash'] as const) {
        const runtime = await t.startWith(sample);
        t.expectAnswer(await runtime.run({}), { status: 502 }, `POST /run of the sample "${sample}"`);
      }
      if (t.supports('stub')) return;
      const runtime = await t.start();
      t.expectAnswer(await runtime.run({}), { status: 502 }, 'POST /run without an init');
    },
  ),
  defineCase(
    {
      id: 'run/after-failure',
      title: 'after an activation that failed, the runtime answers the next one',
      severity: 'recommended',
      source: `${invoker}: activations that run in the same container finish before it is removed`,
      remedy:
        'Keep serving after an activation has failed; start the process of the action again if there is only one.',
      needs: ['crash'],
    },
    async (t) => {
      const runtime = await t.startWith('crash');
      await runtime.run({});
      t.expectAnswer(await runtime.run({}), { failure: true }, 'the second POST /run');
    },
  ),
  defineCase(
    {
      id: 'run/without-init',
      title: 'a run with nothing to run is answered with an error',
      severity: 'required',
      source: `${answers}; ${skeleton}: "${NO_BINARY}"`,
      remedy: `Answer 502 and {"error":"${NO_BINARY}"} if there is nothing to run.`,
      requires: ['fresh'],
    },
    async (t) => {
      if (t.supports('stub')) t.skip('the runtime has something to run without an init');
      const runtime = await t.start();
      t.expectAnswer(await runtime.run({}), { failure: true }, 'POST /run without an init');
    },
  ),
  defineCase(
    {
      id: 'run/stub-without-init',
      title: 'a run without an init works where there is something to run',
      severity: 'recommended',
      source: `${skeleton}: runs whatever executable is in place; images with their code built in rely on it`,
      remedy: 'Run the executable of the image if there was no init.',
      supports: ['stub'],
      requires: ['fresh'],
    },
    async (t) => {
      const runtime = await t.start();
      t.expectAnswer(await runtime.run({}), { status: 200 }, 'POST /run without an init');
    },
  ),
];

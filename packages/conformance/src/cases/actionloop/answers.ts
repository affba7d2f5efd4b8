import type { ConformanceCase } from '../../case/case.js';
import { SOURCES } from '../support/sources.js';
import { answerCase, BAD_RESULT, loopCase, loopUnless, OK, OWN } from './support.js';

const { defect } = SOURCES;

/** What the program writes to descriptor 3. */
export const ACTIONLOOP_ANSWERS_CASES: readonly ConformanceCase[] = [
  answerCase(
    {
      id: 'actionloop/null',
      title: 'the answer null is refused with an error',
      severity: 'required',
      source: 'OpenWhisk, docs/actions-new.md, Activation: the result is a JSON object or array',
      remedy: `Answer 502 and {"error":"${BAD_RESULT}"} if the line is neither an object nor an array.`,
    },
    'echo null >&3',
    { failure: true },
  ),
  answerCase(
    {
      id: 'actionloop/number',
      title: 'an answer that is a number is refused with 502 and the sentence of the platform',
      severity: 'recommended',
      source: `OpenWhisk, docs/actions-new.md, Activation; openwhisk-runtime-docker: "${BAD_RESULT}"`,
      remedy: `Answer 502 and {"error":"${BAD_RESULT}"} if the line is neither an object nor an array.`,
    },
    'echo 42 >&3',
    { status: 502, error: BAD_RESULT },
  ),
  answerCase(
    {
      id: 'actionloop/not-json',
      title: 'an answer that is not JSON, such as NaN of Python, is refused with an error',
      severity: 'required',
      source: 'OpenWhisk, docs/actions-new.md, Activation: the result is a JSON object or array',
      remedy: 'Parse the line; answer 502 if it is not JSON.',
    },
    `echo '{"mean": NaN}' >&3`,
    { failure: true },
  ),
  loopCase(
    {
      id: 'actionloop/after-bad-answer',
      title: 'after an answer that is refused, the next activation is answered',
      severity: 'recommended',
      source: `${OWN}: a process that answers anything but an object or array stays`,
      remedy: 'Keep the process: it has answered, and waits for the next message.',
    },
    async (t) => {
      const runtime = await t.startWith(loopUnless('special', 'echo garbage >&3'));
      t.expectAnswer(await runtime.run({ do: 'special' }), { status: 502 }, 'POST /run');
      t.expectAnswer(await runtime.run({}), { status: 200, json: OK }, 'the next POST /run');
    },
  ),
  answerCase(
    {
      id: 'actionloop/empty-line-before-answer',
      title: 'an empty line before the answer is not the answer',
      severity: 'informative',
      source: OWN,
      remedy: 'Leave out empty lines on descriptor 3.',
    },
    `echo >&3; sleep 0.02; echo '{"special": 1}' >&3`,
    { status: 200, json: { special: 1 } },
  ),
  answerCase(
    {
      id: 'actionloop/two-answers',
      title: 'the second of two answers is not taken for that of the next activation',
      severity: 'recommended',
      source: `${defect}: a line that is left over is the answer of the next activation, and so on`,
      remedy: 'Drop what the process has written before the message is sent, or replace the process.',
    },
    `printf '{"special": 1}\\n{"special": 2}\\n' >&3`,
    { status: 200, json: { special: 1 } },
  ),
];

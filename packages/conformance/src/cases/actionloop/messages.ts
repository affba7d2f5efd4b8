import type { ConformanceCase } from '../../case/case.js';
import { LARGEST_PARAMETERS } from '../support/largest-parameters.js';
import { script } from '../support/script.js';
import { SOURCES } from '../support/sources.js';
import { ACKNOWLEDGE, ACTION, loop, loopCase } from './support.js';

const { kit } = SOURCES;

/** What the program gets, and that it stays. */
export const ACTIONLOOP_MESSAGES_CASES: readonly ConformanceCase[] = [
  loopCase(
    {
      id: 'actionloop/whole-message',
      title: 'the program gets the whole run message as one line, and its line on descriptor 3 is the answer',
      severity: 'required',
      source: `${ACTION}: the proxy sends the message of the activation, not only its value`,
      remedy: 'Write the body of POST /run and a newline to stdin, and answer with the line on descriptor 3.',
    },
    async (t) => {
      const runtime = await t.startWith(loop(`printf '{"got": %s}\\n' "$line" >&3`));
      const answer = await runtime.run({ name: 'James' }, { activation_id: '42' });
      const got = (answer.json as { got?: unknown } | undefined)?.got;
      t.expect(answer.status, 'the status of POST /run').toBe(200);
      t.expect(got, 'what the program got').toBe({ value: { name: 'James' }, activation_id: '42' });
    },
  ),
  loopCase(
    {
      id: 'actionloop/one-process',
      title: 'one process answers all activations',
      severity: 'required',
      source: `${ACTION}: the action is a loop`,
      remedy: 'Start the process once at the init and keep it.',
    },
    async (t) => {
      const runtime = await t.startWith(loop('count=$((count + 1))', `echo "{\\"count\\": $count}" >&3`));
      for (const count of [1, 2, 3]) {
        t.expectAnswer(await runtime.run({}), { status: 200, json: { count } }, `POST /run number ${count}`);
      }
    },
  ),
  loopCase(
    {
      id: 'actionloop/lines',
      title: 'a message of several lines reaches the program as one',
      severity: 'required',
      source: `${ACTION}: one line for each activation`,
      remedy: 'Replace the line breaks of the body, which can only be white space, before you write it.',
    },
    async (t) => {
      const runtime = await t.startWith(loop(`printf '{"got": %s}\\n' "$line" >&3`));
      const answer = await runtime.post('/run', JSON.stringify({ value: { a: [1, 2] } }, null, 2));
      t.expectAnswer(answer, { status: 200, json: { got: { value: { a: [1, 2] } } } }, 'POST /run');
    },
  ),
  loopCase(
    {
      id: 'actionloop/large-message',
      title: `a message with ${LARGEST_PARAMETERS} bytes of parameters reaches the program whole, and as large an answer comes back`,
      severity: 'required',
      source: `${kit}: testLargeInput; OpenWhisk, docs/reference.md, System limits: 1 MB each`,
      remedy: 'Write all of the message, however little the pipe takes at once, and read the answer up to its newline.',
    },
    async (t) => {
      // `read` of a shell takes one byte at a time.
      const runtime = await t.startWith(
        script(
          ACKNOWLEDGE,
          'while line=$(head -n 1) && [ -n "$line" ]; do',
          `printf '{"got": %s}\\n' "$line" >&3`,
          'done',
        ),
      );
      const text = 'x'.repeat(LARGEST_PARAMETERS);
      const answer = await runtime.run({ text });
      t.expectAnswer({ ...answer, text: answer.text.slice(0, 200) }, { status: 200 }, 'POST /run');
      const { got } = (answer.json ?? {}) as { got?: { value?: { text?: string } } };
      t.expect(got?.value?.text === text, 'whether the text comes back').toBe(true);
    },
  ),
];

import { type ConformanceCase, defineCase } from '../../case/case.js';
import { PING } from '../support/ping.js';
import { script } from '../support/script.js';
import { SOURCES } from '../support/sources.js';
import { INVALID } from './support.js';

const { document, skeleton, own, defect } = SOURCES;

/** How an executable gets its parameters and gives its result. */
export const RUN_EXECUTABLES_CASES: readonly ConformanceCase[] = [
  defineCase(
    {
      id: 'run/last-line-is-result',
      title: 'the last line of stdout is the result, even without a newline',
      severity: 'required',
      source: `${skeleton}: takes the last line`,
      remedy: 'Split stdout at the last newline that is followed by something.',
      supports: ['executables'],
    },
    async (t) => {
      const runtime = await t.startWith(script('echo first', `echo '{"second": 2}'`, `printf '{"last": true}'`));
      t.expectAnswer(await runtime.run({}), { status: 200, json: { last: true } }, 'POST /run');
    },
  ),
  defineCase(
    {
      id: 'run/blank-last-line',
      title: 'a blank last line is not a result',
      severity: 'informative',
      source: `${skeleton}: takes the last line, whatever it is`,
      remedy: 'Do not skip blank lines when you look for the result.',
      supports: ['executables'],
    },
    async (t) => {
      const runtime = await t.startWith(script(`echo '{"done": 1}'`, 'echo'));
      t.expectAnswer(await runtime.run({}), { status: 502, error: INVALID }, 'POST /run');
    },
  ),
  defineCase(
    {
      id: 'run/result-over-several-lines',
      title: 'a result that is printed on several lines is not a result',
      severity: 'informative',
      source: `${skeleton}: takes the last line, which is not JSON by itself`,
      remedy: 'Parse nothing but the last line; who prints JSON with line breaks then learns it from every runtime.',
      supports: ['executables'],
    },
    async (t) => {
      const runtime = await t.startWith(script(`printf '{\\n  "name": "James"\\n}\\n'`));
      t.expectAnswer(await runtime.run({}), { status: 502, error: INVALID }, 'POST /run');
    },
  ),
  defineCase(
    {
      id: 'run/exit-status-ignored',
      title: 'a valid last line counts, whatever the exit status is',
      severity: 'required',
      source: `${skeleton}: does not look at the exit status`,
      remedy: 'Decide by the last line, not by the exit status.',
      supports: ['executables'],
    },
    async (t) => {
      const runtime = await t.startWith(script(`echo '{"done": 1}'`, 'exit 3'));
      t.expectAnswer(await runtime.run({}), { status: 200, json: { done: 1 } }, 'POST /run');
    },
  ),
  defineCase(
    {
      id: 'run/parameters-as-argument',
      title: 'the parameters are the argument of the executable',
      severity: 'required',
      source: `${document}: Docker actions; ${skeleton}: the last argument`,
      remedy: 'Start the executable with the parameters as one line of JSON as its argument.',
      supports: ['executables'],
    },
    async (t) => {
      const runtime = await t.startWith(script('cat > /dev/null', `printf '%s\\n' "$1"`));
      t.expectAnswer(await runtime.run(PING), { status: 200, json: PING }, 'POST /run');
    },
  ),
  defineCase(
    {
      id: 'run/parameters-on-stdin',
      title: 'the parameters are on stdin of the executable, which then ends',
      severity: 'required',
      source: `${skeleton}: writes them to stdin`,
      remedy: 'Write the parameters to stdin, and close it.',
      supports: ['executables'],
    },
    async (t) => {
      const runtime = await t.startWith(script('cat'));
      t.expectAnswer(await runtime.run(PING), { status: 200, json: PING }, 'POST /run');
    },
  ),
  defineCase(
    {
      id: 'run/parameters-on-one-line',
      title: 'the parameters are one line, even if the message has several',
      severity: 'recommended',
      source: `${own}: The process of an activation; actions read them with read`,
      remedy: 'Replace the line breaks between JSON tokens by spaces.',
      supports: ['executables'],
    },
    async (t) => {
      const runtime = await t.startWith(script('IFS= read -r line', `printf '%s\\n' "$line"`));
      const answer = await runtime.post('/run', '{"value":\n{"a":\r\n1,\n"b": 2}\n}\n');
      t.expectAnswer(answer, { status: 200, json: { a: 1, b: 2 } }, 'POST /run with line breaks');
    },
  ),
  defineCase(
    {
      id: 'run/exact-numbers',
      title: 'numbers beyond 2^53 and long fractions pass unchanged',
      severity: 'recommended',
      source: `${defect}: parsing and printing JSON rounds numbers`,
      remedy: 'Hand on the bytes of the parameters and of the result instead of printing what was parsed.',
      supports: ['executables'],
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      const answer = await runtime.post('/run', '{"value": {"id": 9007199254740993, "pi": 3.14159265358979323846}}');
      t.expect(answer.text, 'the body').toMatch('9007199254740993');
      t.expect(answer.text, 'the body').toMatch('3.14159265358979323846');
    },
  ),
  defineCase(
    {
      id: 'run/unread-parameters',
      title: 'an action that does not read large parameters works',
      severity: 'recommended',
      source: `${defect}: a broken pipe at stdin fails the activation or the runtime`,
      remedy: 'Ignore that the action has closed its stdin.',
      supports: ['executables'],
    },
    async (t) => {
      const runtime = await t.startWith(script('exec < /dev/null', `echo '{"ok": true}'`));
      const answer = await runtime.run({ text: 'x'.repeat(300_000) });
      t.expectAnswer(answer, { status: 200, json: { ok: true } }, 'POST /run');
    },
  ),
  defineCase(
    {
      id: 'run/directory-is-kept',
      title: 'a file that an activation writes to its directory is there for the next one',
      severity: 'informative',
      source: `${document}: a warm container keeps its state`,
      remedy: 'Run all activations in the same directory, which the action may write to.',
      needs: ['write'],
      requires: ['fresh'],
    },
    async (t) => {
      const runtime = await t.startWith('write');
      t.expectAnswer(await runtime.run({}), { status: 200, json: { lines: 1 } }, 'the first POST /run');
      t.expectAnswer(await runtime.run({}), { status: 200, json: { lines: 2 } }, 'the second POST /run');
    },
  ),
];

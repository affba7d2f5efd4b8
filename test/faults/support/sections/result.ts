import { loop, python, script } from '../actions.js';
import { type Answer, type Fault, FRAME, type Section } from '../fault.js';
import { PYTHON } from '../needs.js';

function refused(why: string): Answer {
  return {
    status: 502,
    code: 'ERR_RUNNER_RESULT_INVALID',
    says: 'The action did not return a dictionary or array.',
    why,
  };
}

function silent(status: number): Answer {
  return refused(
    `The action wrote nothing to stdout (exit status ${status}); print the result, a JSON object or array, as its last line.`,
  );
}

const NOT_AN_OBJECT =
  'The action process wrote "42" to file descriptor 3 instead of a JSON object or array: it is a number, neither an object nor an array.';
const NOTHING = 'The action returned None; end its function with a return of a dictionary or a list.';
const NO_JSON = 'The result of the action is not JSON: Object of type set is not JSON serializable.';
const OK: Answer = { status: 200, says: '{"ok":true}' };

/** A last line that is no result. */
function invalid(name: string, line: string, why: string): Fault {
  return {
    name,
    setup: { code: script(`printf '${line}\\n'`, 'exit') },
    client: refused(
      `The last line of stdout is "${line}" (exit status 0); it ${why}. Only the last line is the result.`,
    ),
    stdout: [line],
    after: 'works',
  };
}

/** The last line of stdout. */
export const RESULT: Section = {
  title: 'The result',
  faults: [
    {
      name: 'no output',
      setup: { code: script('exit') },
      client: silent(0),
      stdout: ['error: the action wrote no result to stdout (exit status 0).'],
      after: 'works',
    },
    {
      name: 'no output, exit status 3',
      setup: { code: script('exit 3') },
      client: silent(3),
      stdout: ['error: the action wrote no result to stdout (exit status 3).'],
      after: 'works',
    },
    {
      name: 'a result, exit status 3',
      setup: { code: script(`echo '{"done":1}'`, 'exit 3') },
      client: { status: 200, says: '{"done":1}' },
      after: 'works',
    },
    invalid('a result that is not JSON', 'done', 'is not JSON'),
    invalid('a result that is a number', '42', 'is a number, neither an object nor an array'),
    invalid('a result that is null', 'null', 'is null, neither an object nor an array'),
    {
      name: 'a result that is not JSON, and a reason is wanted',
      setup: { code: script('echo done', 'exit'), options: ['--explain'] },
      client: refused(
        'The last line of stdout is "done" (exit status 0); it is not JSON. Only the last line is the result.',
      ),
      stdout: ['done'],
      stderr: ['The last line of stdout is "done" (exit status 0); it is not JSON. Only the last line is the result.'],
      after: 'works',
    },
    {
      name: 'output after the result',
      setup: { code: script(`echo '{"done":1}'`, 'echo bye', 'exit 3') },
      client: refused(
        'The last line of stdout is "bye" (exit status 3); it was written after what looks like the result, "{\\"done\\":1}". Write nothing to stdout after the result.',
      ),
      stdout: ['{"done":1}', 'bye'],
      after: 'works',
    },
    {
      name: 'a result over several lines',
      setup: { code: script(`printf '{\\n"done": 1\\n}\\n'`, 'exit') },
      client: refused(
        'The last line of stdout is "}" (exit status 0); it looks like part of JSON over several lines; print it on one line. Only the last line is the result.',
      ),
      stdout: ['{', '"done": 1', '}'],
      after: 'works',
    },
    {
      name: 'a result with quotes of Python',
      setup: { code: script(`echo "{'done': 1}"`, 'exit') },
      client: refused(`The result "{'done': 1}" is not JSON: …`),
      stdout: [`{'done': 1}`],
      after: 'works',
    },
    {
      name: 'a blank last line',
      setup: { code: script(`printf '{"done":1}\\n\\n'`, 'exit') },
      client: refused(
        'The last line of stdout is "" (exit status 0); it was written after what looks like the result, "{\\"done\\":1}". Write nothing to stdout after the result.',
      ),
      stdout: ['{"done":1}', ''],
      after: 'works',
    },
    {
      name: 'a result that is too large',
      setup: { code: script(`printf '{"text":"0123456789"}\\n'`, 'exit'), options: ['--max-result-bytes', '20'] },
      client: {
        status: 502,
        code: 'ERR_RUNNER_RESULT_TOO_LARGE',
        says: 'The result of the action is longer than 20 bytes.',
      },
      stdout: ['{"text":"0123456789"}'],
      after: 'works',
    },
    {
      name: 'the action answers with an error',
      setup: { code: script(`echo '{"error":"no such user"}'`, 'exit') },
      client: { status: 200, code: 'ERR_RUNNER_APPLICATION', says: 'no such user' },
      after: 'works',
    },
    {
      name: 'a Python exception',
      setup: { runner: 'python', code: python('raise ValueError("no such user")') },
      client: {
        status: 200,
        code: 'ERR_RUNNER_APPLICATION',
        says: 'no such user',
      },
      stderr: ['Traceback (most recent call last):', '…', 'ValueError: no such user'],
      after: 'works',
      needs: [PYTHON],
    },
    {
      name: 'a loop result that is a number',
      setup: { runner: 'loop', code: loop('answer(42); continue;') },
      client: refused(NOT_AN_OBJECT),
      after: 'works',
    },
    {
      name: 'a loop result that is a number, and a reason is wanted',
      setup: { runner: 'loop', code: loop('answer(42); continue;'), options: ['--explain'] },
      client: refused(NOT_AN_OBJECT),
      stderr: [NOT_AN_OBJECT],
      after: 'works',
    },
    {
      name: 'a Python result that is a text',
      setup: { runner: 'python', code: python('return "not a json object"') },
      client: refused('The action returned "not a json object"; its function must return a dictionary or a list.'),
      after: 'works',
      needs: [PYTHON],
    },
    {
      name: 'a Python function that returns nothing',
      setup: { runner: 'python', code: python('return') },
      client: refused(NOTHING),
      stderr: [NOTHING],
      after: 'works',
      needs: [PYTHON],
    },
    {
      name: 'a Python result that json cannot write',
      setup: { runner: 'python', code: python('return {1}') },
      client: refused(NO_JSON),
      stderr: [NO_JSON],
      after: 'works',
      needs: [PYTHON],
    },
    {
      name: 'a result that is not UTF-8',
      setup: { code: script(`printf '{"a":"caf\\xe9"}\\n'`, 'exit') },
      client: { status: 200, says: '{"a":"caf\ufffd"}' },
      stderr: ['The result of the action is not UTF-8: what is not was replaced by U+FFFD.'],
      after: 'works',
    },
    {
      name: 'a forged end of the logs',
      setup: { code: script(`echo ${FRAME}`, `echo ${FRAME} >&2`) },
      client: OK,
      stdout: [FRAME.replace(/X$/, 'x')],
      stderr: [FRAME.replace(/X$/, 'x')],
      after: 'works',
    },
    {
      name: 'logs that are not UTF-8',
      setup: { code: script(`printf 'caf\\xe9\\n'`) },
      client: OK,
      stdout: ['caf\xe9'],
      after: 'works',
    },
    {
      name: 'a last log line without a newline',
      setup: { code: script(`printf 'half a line' >&2`) },
      client: OK,
      stderr: ['half a line'],
      after: 'works',
    },
  ],
};

import { loop, python, script } from '../actions.js';
import { type Answer, type Fault, FRAME, type Section } from '../fault.js';
import { PYTHON } from '../needs.js';

const INVALID: Answer = {
  status: 502,
  code: 'ERR_RUNNER_RESULT_INVALID',
  says: 'The action did not return a dictionary or array.',
};
const OK: Answer = { status: 200, says: '{"ok":true}' };

/** A last line that is no result. */
function invalid(name: string, line: string): Fault {
  return {
    name,
    setup: { code: script(`printf '${line}\\n'`, 'exit') },
    client: INVALID,
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
      client: INVALID,
      stdout: ['error: the action wrote no result to stdout (exit status 0).'],
      after: 'works',
    },
    {
      name: 'no output, exit status 3',
      setup: { code: script('exit 3') },
      client: INVALID,
      stdout: ['error: the action wrote no result to stdout (exit status 3).'],
      after: 'works',
    },
    {
      name: 'a result, exit status 3',
      setup: { code: script(`echo '{"done":1}'`, 'exit 3') },
      client: { status: 200, says: '{"done":1}' },
      after: 'works',
    },
    invalid('a result that is not JSON', 'done'),
    invalid('a result that is a number', '42'),
    invalid('a result that is null', 'null'),
    {
      name: 'a blank last line',
      setup: { code: script(`printf '{"done":1}\\n\\n'`, 'exit') },
      client: INVALID,
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
      client: INVALID,
      stderr: ['The action process wrote "42" to file descriptor 3 instead of a JSON object or array.'],
      after: 'works',
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

import { script } from '../actions.js';
import type { Answer, Section } from '../fault.js';

const OK: Answer = { status: 200, says: '{"ok":true}' };
const LINE_BYTES = 200_000;
const MAX_LOG_BYTES = 30;

/** What is longer, or more, than one would think. */
export const SIZE: Section = {
  title: 'Size',
  faults: [
    {
      name: 'more logs than allowed',
      setup: {
        code: script('for i in {1..9}; do echo "line $i"; done'),
        options: ['--max-log-bytes', `${MAX_LOG_BYTES}`],
      },
      client: OK,
      stdout: ['line 1', 'line 2', 'line 3', 'line 4', 'li'],
      stderr: [`Logs were truncated because the total bytes size exceeds the limit of ${MAX_LOG_BYTES} bytes.`],
      after: 'works',
    },
    {
      name: 'a log line of 200 kB, and no newline before the result',
      setup: { code: script(`head -c ${LINE_BYTES} /dev/zero | tr '\\0' x >&2`) },
      client: OK,
      stderr: [{ line: 'x'.repeat(LINE_BYTES), shown: '`x` × 200,000' }],
      after: 'works',
    },
    {
      name: '200 kB and the result on one line',
      setup: { code: script(`head -c ${LINE_BYTES} /dev/zero | tr '\\0' x`) },
      client: {
        status: 502,
        code: 'ERR_RUNNER_RESULT_INVALID',
        says: 'The action did not return a dictionary or array.',
        why: 'The last line of stdout is "xxx…',
      },
      stdout: [{ line: `${'x'.repeat(LINE_BYTES)}{"ok":true}`, shown: 'the whole line' }],
      after: 'works',
    },
    {
      name: 'parameters too long for a command line',
      setup: {
        code: `[ $# = 1 ] || { read -r line; echo '{"bytes":'"\${#line}}"; exit; }\necho '{"ok":true}'`,
      },
      act: (runtime) => runtime.post('/run', { value: { text: 'x'.repeat(LINE_BYTES) } }),
      client: { status: 200, says: '{"bytes":200011}' },
      after: 'works',
    },
    {
      name: 'the action does not read large parameters',
      setup: { code: script() },
      act: (runtime) => runtime.post('/run', { value: { text: 'x'.repeat(10_000_000) } }),
      client: OK,
      after: 'works',
    },
  ],
};

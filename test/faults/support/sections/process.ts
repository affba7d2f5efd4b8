import { script } from '../actions.js';
import type { Answer, Fault, Section } from '../fault.js';
import { SETSID } from '../needs.js';
import { FAULTY } from './time.js';

const OK: Answer = { status: 200, says: '{"ok":true}' };

function killedBy(signal: string, name: string): Fault {
  const says = `The action was killed by ${signal}.`;
  return {
    name,
    setup: { code: script(`kill -${signal.slice(3)} $$`) },
    client: { status: 502, code: 'ERR_RUNNER_CRASHED', says },
    stderr: [says],
    after: 'works',
  };
}

/** The process of the action, and what it starts. */
export const PROCESS: Section = {
  title: 'The process',
  faults: [
    killedBy('SIGSEGV', 'the action crashes'),
    killedBy('SIGKILL', 'the action is killed'),
    killedBy('SIGTERM', 'the action kills itself with SIGTERM'),
    {
      name: 'a crash after the result was written',
      setup: { code: script(`echo '{"done":1}'`, 'kill -SEGV $$') },
      client: { status: 502, code: 'ERR_RUNNER_CRASHED', says: 'The action was killed by SIGSEGV.' },
      stdout: ['{"done":1}'],
      stderr: ['The action was killed by SIGSEGV.'],
      after: 'works',
    },
    {
      name: 'a file that cannot be executed',
      setup: { runner: 'native', code: '#!/etc/passwd\n' },
      client: {
        status: 502,
        code: 'ERR_RUNNER_START',
        says: '"{directory}/exec" could not be started: it is not executable, or its directory is not accessible (EACCES).',
      },
      stderr: [
        '"{directory}/exec" could not be started: it is not executable, or its directory is not accessible (EACCES).',
      ],
      after: 'broken',
    },
    {
      name: 'more variables than a process can have',
      setup: {
        environment: Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`LARGE_${at}`, 'x'.repeat(100_000)])),
        code: script(),
      },
      act: async (runtime) => {
        const large = Array.from({ length: 10 }, (_, at) => [`large_${at}`, 'x'.repeat(100_000)]);
        return await runtime.post('/run', { value: {}, ...Object.fromEntries(large) });
      },
      client: {
        status: 502,
        code: 'ERR_RUNNER_START',
        says: '"bash" could not be started: its arguments and environment together are too long (E2BIG).',
      },
      stderr: ['"bash" could not be started: its arguments and environment together are too long (E2BIG).'],
      after: 'works',
    },
    {
      name: 'a child is left in the background',
      setup: { code: script('sleep 300 &') },
      client: OK,
      after: 'works',
    },
    {
      name: 'a child left the process group',
      setup: { code: script('setsid sleep 300 >/dev/null 2>&1 </dev/null &') },
      client: OK,
      after: 'works',
      needs: [SETSID],
    },
    {
      name: 'a child left the process group and holds the pipes',
      setup: { code: script('setsid sleep 300 &') },
      client: OK,
      after: 'works',
      needs: [SETSID],
    },
    {
      name: 'its output goes through a filter that it does not wait for',
      setup: { code: ['exec 2> >(sed "s/^/filtered /" >&2) > >(tee run.log)', script('echo working >&2')].join('\n') },
      client: OK,
      stderr: ['filtered working'],
      after: 'works',
    },
    {
      name: 'a child left the process group, and may stay',
      setup: {
        code: script('setsid sleep 300 >/dev/null 2>&1 </dev/null &', 'sleep 0.2'),
        options: ['--leftovers', 'leave'],
      },
      client: OK,
      stderr: ['The action left a process behind: …'],
      after: 'leaves',
      needs: [SETSID],
    },
    {
      name: '200 children are left in the background',
      setup: { code: script('for i in {1..200}; do sleep 300 & done') },
      client: OK,
      after: 'works',
    },
    {
      name: 'the action kills its own process group',
      setup: { code: script('kill -KILL 0') },
      client: { status: 502, code: 'ERR_RUNNER_CRASHED', says: 'The action was killed by SIGKILL.' },
      stderr: ['The action was killed by SIGKILL.'],
      after: 'works',
    },
    {
      name: 'the action closes its output and continues',
      setup: { code: script('exec >&- 2>&-', 'sleep 0.2', 'exit') },
      client: {
        status: 502,
        code: 'ERR_RUNNER_RESULT_INVALID',
        says: 'The action did not return a dictionary or array.',
        why: 'The action wrote nothing to stdout (exit status 0); print the result, a JSON object or array, as its last line.',
      },
      stdout: ['error: the action wrote no result to stdout (exit status 0).'],
      after: 'works',
    },
    {
      name: 'a hook of the runner throws',
      setup: { runner: FAULTY },
      act: (runtime) => runtime.post('/run', { value: { throws: true } }),
      client: { status: 500, code: 'ERR_RUNNER_FAULT', says: 'The runtime failed: a defect in the runner' },
      stderr: ['TypeError: a defect in the runner', '…'],
      after: 'works',
    },
    {
      name: 'the action deletes itself',
      setup: { code: script('rm -f exec') },
      client: OK,
      after: 'broken',
    },
  ],
};

import { program } from '../../../../packages/core/test/support/loop-program.js';
import { loop } from '../actions.js';
import { type Answer, type Fault, runFault, runUntilDeadline, type Section } from '../fault.js';

const OK: Answer = { status: 200, says: '{"ok":true}' };

/** A loop process that ends instead of answering. */
function ends(name: string, how: string, says: string, more: Partial<Fault> = {}): Fault {
  return {
    name,
    setup: { runner: 'loop', code: loop(`err('no database'); ${how};`) },
    client: { status: 502, code: 'ERR_RUNNER_CRASHED', says },
    stderr: ['no database', says],
    after: 'replaced',
    ...more,
  };
}

/** Runners with one process for all activations: `loop`, `python`, and those made from `ActionLoopRunner`. */
export const LOOP: Section = {
  title: 'Loop processes',
  faults: [
    ends(
      'it exits before it answers',
      'process.exit(0)',
      'The action process exited with status 0 before it answered: no database',
    ),
    ends(
      'it is killed before it answers',
      "process.kill(process.pid, 'SIGKILL'); pause(9_999)",
      'The action process was killed by SIGKILL before it answered: no database',
    ),
    {
      name: 'it exits between two activations',
      setup: { runner: 'loop', code: loop('answer({ ok: true }); pause(200); process.exit(0);') },
      act: async (runtime) => {
        const answer = await runFault(runtime);
        await runtime.childless();
        return answer;
      },
      client: OK,
      after: 'noted',
    },
    {
      name: 'it answers with garbage',
      setup: { runner: 'loop', code: loop("write(3, 'garbage\\n'); continue;") },
      client: {
        status: 502,
        code: 'ERR_RUNNER_RESULT_INVALID',
        says: 'The action did not return a dictionary or array.',
        why: 'The action process wrote "garbage" to file descriptor 3 instead of a JSON object or array: it is not JSON.',
      },
      after: 'works',
    },
    {
      name: 'it writes an empty line after its answer',
      setup: { runner: 'loop', code: loop(`write(3, '{"ok":true}\\n\\n'); continue;`) },
      client: OK,
      after: 'works',
    },
    {
      name: 'it answers twice',
      setup: { runner: 'loop', code: loop(`write(3, '{"ok":true}\\n{"ok":false}\\n'); continue;`) },
      client: OK,
      stderr: ['The action process wrote more to file descriptor 3 than expected; it is replaced.'],
      after: 'replaced',
    },
    {
      name: 'its answer is too large',
      setup: {
        runner: 'loop',
        options: ['--max-result-bytes', '20'],
        code: loop("answer({ text: '0123456789' }); continue;"),
      },
      client: {
        status: 502,
        code: 'ERR_RUNNER_RESULT_TOO_LARGE',
        says: 'The result of the action is longer than 20 bytes.',
      },
      stderr: ['The result of the action is longer than 20 bytes.'],
      after: 'replaced',
    },
    {
      name: 'the deadline passes before it answers',
      setup: { runner: 'loop', code: loop("process.on('SIGTERM', () => undefined); out('working'); pause(300_000);") },
      act: (runtime) => runUntilDeadline(runtime, 'working'),
      client: {
        status: 502,
        code: 'ERR_RUNNER_DEADLINE',
        says: 'The action exceeded its time limits of … milliseconds.',
      },
      stdout: ['working'],
      stderr: ['The action exceeded its time limits of … milliseconds.'],
      after: 'replaced',
    },
    {
      name: 'it never says that it is ready',
      setup: { runner: 'loop', options: ['--timeout', '1500'] },
      act: (runtime) => runtime.init(program('// __OW_WAIT_FOR_ACK', 'for (;;) { next(); answer({ ok: true }); }')),
      client: {
        status: 502,
        code: 'ERR_RUNNER_DEADLINE',
        says: 'The action exceeded its time limits of 1500 milliseconds during initialization.',
      },
      stderr: ['The action exceeded its time limits of 1500 milliseconds during initialization.'],
      after: 'failed',
    },
    {
      name: 'it says that it is ready after the first second',
      setup: {
        runner: 'loop',
        code: program(
          'pause(1_200); answer({ ok: true });',
          'for (;;) { if (next().value.fault) { pause(1_200); answer({ a: 1 }); } else { answer({ ok: true }); } }',
        ),
      },
      client: { status: 200, says: '{"a":1}' },
      after: 'works',
    },
    {
      name: 'it exits after the first second, before it is ready',
      setup: { runner: 'loop', code: program("pause(1_200); err('no database'); process.exit(1);") },
      client: {
        status: 502,
        code: 'ERR_RUNNER_START',
        says: 'The action process exited with status 1 before it was ready: no database',
      },
      stderr: ['no database', 'The action process exited with status 1 before it was ready: no database'],
      after: 'broken',
    },
    {
      name: 'it leaves a child behind when it exits',
      setup: {
        runner: 'loop',
        code: loop(
          "require('node:child_process').spawn('sleep', ['300'], { detached: true }).unref(); process.exit(0);",
        ),
      },
      client: {
        status: 502,
        code: 'ERR_RUNNER_CRASHED',
        says: 'The action process exited with status 0 before it answered.',
      },
      stderr: ['The action process exited with status 0 before it answered.'],
      after: 'replaced',
    },
  ],
};

import { fileURLToPath } from 'node:url';
import { makefile, script } from '../actions.js';
import { type Answer, runFault, runUntilDeadline, type Section } from '../fault.js';
import { MAKE } from '../needs.js';
import type { Runtime } from '../runtime.js';

const LIMIT_MS = 3_000;
const EXCEEDED = 'The action exceeded its time limits of … milliseconds.';
const LATE: Answer = { status: 502, code: 'ERR_RUNNER_DEADLINE', says: EXCEEDED };
const LATE_INIT = 'The action exceeded its time limits of … milliseconds during initialization.';
const EXPIRED: Answer = {
  status: 502,
  code: 'ERR_RUNNER_EXPIRED',
  says: 'The request was not started: its time limit passed while it was waiting.',
};
const OK: Answer = { status: 200, says: '{"ok":true}' };

/** The platform's deadline, as it is sent. */
const soon = () => String(Date.now() + LIMIT_MS);
const runUntilSoon = (runtime: Runtime) => runFault(runtime, { deadline: soon() });

/** A runner of one's own. */
export const FAULTY: string = fileURLToPath(new URL('../faulty-runner.mjs', import.meta.url));

/** Deadlines of the platform and time limits of the runtime. */
export const TIME: Section = {
  title: 'Time',
  faults: [
    {
      name: 'the deadline passes, the action exits on SIGTERM',
      setup: { code: script(`trap 'echo cleaned up >&2; exit' TERM`, 'echo working', 'sleep 300 & wait') },
      act: (runtime) => runUntilDeadline(runtime, 'working'),
      client: LATE,
      stdout: ['working'],
      stderr: ['cleaned up', EXCEEDED],
      after: 'works',
    },
    {
      name: 'the deadline passes, the action ignores SIGTERM',
      setup: { code: script(`trap '' TERM`, 'echo working', 'while :; do sleep 1; done') },
      act: (runtime) => runUntilDeadline(runtime, 'working'),
      client: LATE,
      stdout: ['working'],
      stderr: [EXCEEDED],
      after: 'works',
    },
    {
      name: 'the deadline passes, and a child of the action left its group',
      setup: { code: script(`trap '' TERM`, 'setsid sleep 300 &', 'sleep 300') },
      act: runUntilSoon,
      client: LATE,
      stderr: [EXCEEDED],
      after: 'works',
    },
    {
      name: 'the deadline passes in the queue',
      setup: { code: script('echo one >&2', 'while [ ! -e go ]; do sleep 0.05; done', 'rm go') },
      act: async (runtime) => {
        const first = runFault(runtime);
        await runtime.logged('one');
        const second = await runFault(runtime, { deadline: soon() });
        runtime.tell('go');
        return { 'the one that runs': await first, 'the one that waits': second };
      },
      client: { 'the one that runs': OK, 'the one that waits': EXPIRED },
      stderr: ['one'],
      after: 'works',
    },
    {
      name: 'the deadline has passed on arrival',
      setup: { code: script() },
      act: (runtime) => runFault(runtime, { deadline: '123' }),
      client: OK,
      after: 'works',
    },
    {
      name: 'the time limit of the runtime passes',
      setup: { code: script('sleep 300'), options: ['--timeout', '1000'] },
      client: { ...LATE, says: 'The action exceeded its time limits of 1000 milliseconds.' },
      stderr: ['The action exceeded its time limits of 1000 milliseconds.'],
      after: 'works',
    },
    {
      name: 'the deadline passes while a build loops',
      setup: { runner: 'c' },
      act: (runtime) =>
        runUntilDeadline(runtime, 'building\n', (deadline) =>
          runtime.init(makefile('echo building; while :; do :; done'), { env: { __OW_DEADLINE: deadline } }),
        ),
      client: { ...LATE, says: LATE_INIT },
      stdout: ['building'],
      stderr: ['…', LATE_INIT],
      after: 'failed',
      needs: [MAKE],
    },
    {
      name: 'the deadline passes, a hook of the runner never settles',
      setup: { runner: FAULTY },
      act: runUntilSoon,
      client: LATE,
      stderr: ['hanging', EXCEEDED],
      after: 'works',
    },
  ],
};

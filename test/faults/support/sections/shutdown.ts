import { fileURLToPath } from 'node:url';
import { loop, script } from '../actions.js';
import { type Answer, type Fault, FRAME, NO_ANSWER, NOBODY, runFault, type Section } from '../fault.js';
import { MOUNT } from '../needs.js';
import { READ_ONLY } from '../places.js';
import type { Setup } from '../setup.js';

const OK: Answer = { status: 200, says: '{"ok":true}' };
const STOPPING: Answer = { status: 502, code: 'ERR_RUNNER_STOPPING', says: 'The runtime is shutting down.' };
const SLOW_STOP = fileURLToPath(new URL('../slow-stop-runner.mjs', import.meta.url));
const WAIT = script('echo working >&2', 'while [ ! -e go ]; do sleep 0.05; done');

/** A signal while nobody waits for an answer. */
const signalled = (signal: 'SIGTERM' | 'SIGINT', name: string, setup: Setup): Fault => ({
  name,
  setup,
  act: async (runtime) => {
    runtime.kill(signal);
    return NOBODY;
  },
  client: NOBODY,
  framed: false,
  after: 'exit0',
});

/** What keeps it from starting; SIGTERM and SIGINT. */
export const SHUTDOWN: Section = {
  title: 'Start and shutdown',
  faults: [
    {
      name: 'the action directory cannot be written',
      setup: { runner: 'native', place: READ_ONLY },
      act: async () => NOBODY,
      client: NOBODY,
      stderr: [
        'actionrunner: the action directory {directory} cannot be written (EROFS); choose another with --directory.',
      ],
      framed: false,
      after: 'exit1',
      needs: [MOUNT],
    },
    {
      name: 'it cannot listen on the socket',
      setup: { options: ['--socket', '/nonexistent/socket'] },
      act: async () => NOBODY,
      client: NOBODY,
      stderr: ['actionrunner: Cannot listen on the socket /nonexistent/socket: its folder does not exist.'],
      framed: false,
      after: 'exit1',
    },
    {
      name: 'an option has a bad value',
      setup: { options: ['--timeout', 'soon'] },
      act: async () => NOBODY,
      client: NOBODY,
      stderr: ['actionrunner: The option timeout must be an integer from 1 to 2147483647, not "soon".'],
      framed: false,
      after: 'exit3',
    },

    signalled('SIGTERM', 'SIGTERM while nothing runs', { code: script() }),
    signalled('SIGINT', 'SIGINT while nothing runs', { code: script() }),
    signalled('SIGTERM', 'SIGTERM while a loop process waits', { runner: 'loop', code: loop() }),
    {
      name: 'SIGTERM while one activation runs and one waits',
      setup: { code: WAIT },
      act: async (runtime) => {
        const first = runFault(runtime);
        await runtime.logged('working');
        const second = runtime.post('/run', { value: {} });
        await runtime.settle();
        runtime.kill('SIGTERM');
        await runtime.settle();
        const third = runtime.post('/run', { value: {} });
        const health = await runtime.ask('/health', { method: 'GET' });
        runtime.tell('go');
        return {
          'the one that runs': await first,
          'the one that waits': await second,
          'a new one': await third,
          '`GET /health`': health,
        };
      },
      client: {
        'the one that runs': OK,
        'the one that waits': OK,
        'a new one': OK,
        '`GET /health`': { status: 503, says: '{"status":"stopping"}' },
      },
      stderr: ['working', FRAME, FRAME],
      stdout: [FRAME, FRAME],
      after: 'exit0',
    },
    {
      name: 'SIGTERM, and too little time for the one that waits',
      setup: { code: WAIT, options: ['--drain-timeout', '300'] },
      act: async (runtime) => {
        const first = runFault(runtime);
        await runtime.logged('working');
        const second = runtime.post('/run', { value: {} });
        await runtime.settle();
        runtime.kill('SIGTERM');
        const refused = await second;
        const later = await runtime.post('/run', { value: {} });
        runtime.tell('go');
        return { 'the one that runs': await first, 'the one that waits': refused, 'a new one': later };
      },
      client: { 'the one that runs': OK, 'the one that waits': STOPPING, 'a new one': STOPPING },
      stderr: ['working'],
      after: 'exit0',
    },
    {
      name: 'SIGTERM while nothing runs, and a run before the port is closed',
      setup: { runner: SLOW_STOP },
      act: async (runtime) => {
        await runFault(runtime);
        await runtime.framed();
        runtime.mark();
        runtime.kill('SIGTERM');
        await runtime.logged('stopping');
        const refused = await runFault(runtime);
        runtime.tell('go');
        return refused;
      },
      client: { ...STOPPING, status: 503 },
      stderr: ['stopping'],
      framed: false,
      after: 'exit0',
    },
    {
      name: 'SIGTERM while an activation runs until its deadline',
      setup: { code: script(`trap '' TERM`, 'echo working >&2', 'while :; do sleep 1; done') },
      act: async (runtime) => {
        const running = runFault(runtime, { deadline: String(Date.now() + 5_000) });
        await runtime.logged('working');
        runtime.kill('SIGTERM');
        return await running;
      },
      client: {
        status: 502,
        code: 'ERR_RUNNER_DEADLINE',
        says: 'The action exceeded its time limits of … milliseconds.',
      },
      stderr: ['working', 'The action exceeded its time limits of … milliseconds.'],
      after: 'exit0',
    },
    {
      name: 'a second SIGTERM while an activation runs',
      setup: { code: script(`trap '' TERM`, 'setsid sleep 300 &', 'echo working >&2', 'while :; do sleep 1; done') },
      act: async (runtime) => {
        const running = runFault(runtime);
        await runtime.logged('working');
        runtime.kill('SIGTERM');
        await runtime.settle();
        runtime.kill('SIGTERM');
        return await running;
      },
      client: NO_ANSWER,
      stderr: ['working'],
      framed: false,
      after: 'exit143',
    },
  ],
};

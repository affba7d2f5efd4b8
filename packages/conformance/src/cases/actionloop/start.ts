import { type ConformanceCase, defineCase } from '../../case/case.js';
import { script } from '../support/script.js';
import { SOURCES } from '../support/sources.js';
import { ACTION, deadlineIn, LIMIT_MS, loop, loopCase } from './support.js';

const { defect, invoker } = SOURCES;

/** How the program becomes ready, or does not. */
export const ACTIONLOOP_START_CASES: readonly ConformanceCase[] = [
  loopCase(
    {
      id: 'actionloop/asks-for-acknowledgement',
      title: 'the program is asked to acknowledge by the variable __OW_WAIT_FOR_ACK',
      severity: 'recommended',
      source: `${ACTION}: __OW_WAIT_FOR_ACK`,
      remedy: 'Set __OW_WAIT_FOR_ACK, and wait for {"ok":true} on descriptor 3.',
    },
    async (t) => {
      const runtime = await t.startWith(
        loop(`[ -n "$__OW_WAIT_FOR_ACK" ] && asked=true || asked=false`, `echo "{\\"asked\\": $asked}" >&3`),
      );
      t.expectAnswer(await runtime.run({}), { status: 200, json: { asked: true } }, 'POST /run');
    },
  ),
  loopCase(
    {
      id: 'actionloop/without-acknowledgement',
      title: 'a program that does not know of acknowledgements works',
      severity: 'informative',
      source: `${ACTION}: programs that were written before there were acknowledgements`,
      remedy: 'Do not wait without a limit for an acknowledgement from a program that does not know the variable.',
    },
    async (t) => {
      const program = script('while read -r line; do', `echo '{"a": 1}' >&3`, 'done');
      const runtime = await t.startWith(program);
      t.expectAnswer(await runtime.run({}), { status: 200, json: { a: 1 } }, 'POST /run');
    },
  ),
  loopCase(
    {
      id: 'actionloop/late-acknowledgement',
      title: 'an acknowledgement that comes late is not mistaken for an answer',
      severity: 'recommended',
      source: `${ACTION}: the first line is the acknowledgement`,
      remedy: 'Wait for the acknowledgement, or leave it out when it comes after the init.',
    },
    async (t) => {
      const program = loop(`echo '{"a": 1}' >&3`);
      const runtime = await t.startWith({ code: program.code.replace('\n', '\nsleep 1.3\n') });
      t.expectAnswer(await runtime.run({}), { status: 200, json: { a: 1 } }, 'POST /run');
    },
  ),
  loopCase(
    {
      id: 'actionloop/exits-before-ready',
      title: 'a program that exits before it is ready fails the init',
      severity: 'required',
      source: `${defect}: a process that exits 200 ms after its start, and the init is answered with 200`,
      remedy: 'Watch the process while you wait for the acknowledgement, and answer 502 if it exits.',
    },
    async (t) => {
      const runtime = await t.start();
      const code = script('echo no database >&2', 'sleep 0.2', 'exit 1', ': "$__OW_WAIT_FOR_ACK"');
      t.expectAnswer(await runtime.initSample(code), { failure: true }, 'POST /init');
    },
  ),
  defineCase(
    {
      id: 'actionloop/init-is-logged',
      title: 'what a program writes before it fails the init is in the logs',
      severity: 'recommended',
      source: `${defect}: errors at the init become "See logs for details", and the logs are empty`,
      remedy: 'Pass the output of the process on before you answer the init.',
      supports: ['actionloop'],
      requires: ['fresh', 'logs'],
    },
    async (t) => {
      const runtime = await t.start();
      const { status } = await runtime.initSample(script('echo no database >&2', 'exit 1', ': "$__OW_WAIT_FOR_ACK"'));
      if (status === 200) t.skip('the init does not fail');
      const { stdout, stderr } = await runtime.logs();
      t.expect(stdout + stderr, 'the logs of the init').toMatch('no database');
    },
  ),
  loopCase(
    {
      id: 'actionloop/never-ready',
      title: 'a program that never acknowledges fails the init at the time limit',
      severity: 'recommended',
      source: `${invoker}: gives an init its time limit, in __OW_DEADLINE`,
      remedy: 'Stop the process a little before __OW_DEADLINE of the init, and answer 502.',
    },
    async (t) => {
      const runtime = await t.start();
      const code = script(': "$__OW_WAIT_FOR_ACK"', 'sleep 20');
      const answer = await runtime.initSample(code, { env: { __OW_DEADLINE: deadlineIn(LIMIT_MS) } });
      t.expectAnswer(answer, { status: 502, error: true }, 'POST /init');
    },
  ),
];

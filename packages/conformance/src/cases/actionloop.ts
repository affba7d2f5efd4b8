import { type CaseDefinition, type ConformanceCase, defineCase } from '../case/case.js';
import type { CaseContext, ExpectedAnswer } from '../case/case-context.js';
import type { ActionCode } from '../manifest/action-code.js';
import { LARGEST_PARAMETERS } from './support/largest-parameters.js';
import { script } from './support/script.js';
import { SOURCES } from './support/sources.js';

const { invoker, kit, defect } = SOURCES;
const ACTION = 'openwhisk-runtime-go, docs/ACTION.md';
const OWN = 'ActionRunner, docs/reference/protocol.md, ActionLoop';

const OK = { ok: true };
const BAD_RESULT = 'The action did not return a dictionary or array.';

/** How long a process that does not answer is waited for. */
const LIMIT_MS = 3_000;

const ACKNOWLEDGE = `[ -z "$__OW_WAIT_FOR_ACK" ] || echo '{"ok":true}' >&3`;

/** A program that acknowledges, then does something with each line. */
function loop(...body: readonly string[]): ActionCode {
  return script(ACKNOWLEDGE, 'while read -r line; do', ...body, 'done');
}

/** A program that answers `{"ok": true}`, except to a message with a word in it. */
function loopUnless(word: string, ...body: readonly string[]): ActionCode {
  return loop('case $line in', `*${word}*)`, ...body, ';;', `*) echo '{"ok": true}' >&3 ;;`, 'esac');
}

function deadlineIn(ms: number): string {
  return String(Date.now() + ms);
}

type Definition = Omit<CaseDefinition, 'supports' | 'requires'>;

function loopCase(definition: Definition, run: (t: CaseContext) => Promise<void>): ConformanceCase {
  return defineCase({ ...definition, supports: ['actionloop'], requires: ['fresh'] }, run);
}

/** A case in which one activation answers something, and the next one answers as ever. */
function answerCase(definition: Definition, answer: string, expected: ExpectedAnswer): ConformanceCase {
  return loopCase(definition, async (t) => {
    const runtime = await t.startWith(loopUnless('special', answer));
    t.expectAnswer(await runtime.run({ do: 'special' }), expected, 'POST /run');
    if (expected.status !== 200) return;
    t.expectAnswer(await runtime.run({}), { status: 200, json: OK }, 'the next POST /run');
  });
}

/** What happens with a program that reads messages on stdin and answers on file descriptor 3. */
export const ACTIONLOOP_CASES: readonly ConformanceCase[] = [
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
  answerCase(
    {
      id: 'actionloop/null',
      title: 'the answer null is refused with an error',
      severity: 'required',
      source: 'OpenWhisk, docs/actions-new.md, Activation: the result is a JSON object or array',
      remedy: `Answer 502 and {"error":"${BAD_RESULT}"} if the line is neither an object nor an array.`,
    },
    'echo null >&3',
    { failure: true },
  ),
  answerCase(
    {
      id: 'actionloop/number',
      title: 'an answer that is a number is refused with 502 and the sentence of the platform',
      severity: 'recommended',
      source: `OpenWhisk, docs/actions-new.md, Activation; openwhisk-runtime-docker: "${BAD_RESULT}"`,
      remedy: `Answer 502 and {"error":"${BAD_RESULT}"} if the line is neither an object nor an array.`,
    },
    'echo 42 >&3',
    { status: 502, error: BAD_RESULT },
  ),
  answerCase(
    {
      id: 'actionloop/not-json',
      title: 'an answer that is not JSON, such as NaN of Python, is refused with an error',
      severity: 'required',
      source: 'OpenWhisk, docs/actions-new.md, Activation: the result is a JSON object or array',
      remedy: 'Parse the line; answer 502 if it is not JSON.',
    },
    `echo '{"mean": NaN}' >&3`,
    { failure: true },
  ),
  loopCase(
    {
      id: 'actionloop/after-bad-answer',
      title: 'after an answer that is refused, the next activation is answered',
      severity: 'recommended',
      source: `${OWN}: a process that answers anything but an object or array stays`,
      remedy: 'Keep the process: it has answered, and waits for the next message.',
    },
    async (t) => {
      const runtime = await t.startWith(loopUnless('special', 'echo garbage >&3'));
      t.expectAnswer(await runtime.run({ do: 'special' }), { status: 502 }, 'POST /run');
      t.expectAnswer(await runtime.run({}), { status: 200, json: OK }, 'the next POST /run');
    },
  ),
  answerCase(
    {
      id: 'actionloop/empty-line-before-answer',
      title: 'an empty line before the answer is not the answer',
      severity: 'informative',
      source: OWN,
      remedy: 'Leave out empty lines on descriptor 3.',
    },
    `echo >&3; sleep 0.02; echo '{"special": 1}' >&3`,
    { status: 200, json: { special: 1 } },
  ),
  answerCase(
    {
      id: 'actionloop/two-answers',
      title: 'the second of two answers is not taken for that of the next activation',
      severity: 'recommended',
      source: `${defect}: a line that is left over is the answer of the next activation, and so on`,
      remedy: 'Drop what the process has written before the message is sent, or replace the process.',
    },
    `printf '{"special": 1}\\n{"special": 2}\\n' >&3`,
    { status: 200, json: { special: 1 } },
  ),
  loopCase(
    {
      id: 'actionloop/exits',
      title: 'a program that exits instead of answering is answered with an error',
      severity: 'required',
      source: `${ACTION}: the program may exit at any time`,
      remedy: 'Watch the process while you wait for its answer.',
    },
    async (t) => {
      const runtime = await t.startWith(loopUnless('special', 'exit 0'));
      t.expectAnswer(await runtime.run({ do: 'special' }), { failure: true }, 'POST /run');
    },
  ),
  loopCase(
    {
      id: 'actionloop/exit-is-named',
      title: 'the error or the logs say that the program exited, and how',
      severity: 'informative',
      source: `${defect}: an exit reads like a result that is not valid`,
      remedy: 'Name the exit status or the signal in the error.',
    },
    async (t) => {
      const runtime = await t.startWith(loopUnless('special', 'exit 3'));
      const { status, text } = await runtime.run({ do: 'special' });
      if (status === 200) t.skip('the activation does not fail');
      t.expect(text, 'the error').toMatch(/exit/i);
    },
  ),
  loopCase(
    {
      id: 'actionloop/next-process',
      title: 'after the program has exited, the next activation has a new one',
      severity: 'informative',
      source: OWN,
      remedy: 'Start the process again for the next activation, or leave it to the platform to replace the container.',
    },
    async (t) => {
      const runtime = await t.startWith(loopUnless('special', 'exit 0'));
      await runtime.run({ do: 'special' });
      t.expectAnswer(await runtime.run({}), { status: 200, json: OK }, 'the next POST /run');
    },
  ),
  loopCase(
    {
      id: 'actionloop/deadline',
      title: 'a program that does not answer is stopped at the deadline, and answered with 502',
      severity: 'recommended',
      source: `${defect}: none reads the deadline; the platform then gets neither an error nor all of the logs`,
      remedy: 'Stop the process a little before the deadline of the message, and answer 502.',
    },
    async (t) => {
      const runtime = await t.startWith(loopUnless('special', 'sleep 20'));
      const answer = await runtime.run({ do: 'special' }, { deadline: deadlineIn(LIMIT_MS) });
      t.expectAnswer(answer, { status: 502, error: true }, 'POST /run');
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
  defineCase(
    {
      id: 'actionloop/logs',
      title: 'what the program writes to stdout and stderr is in the logs, before the frame',
      severity: 'required',
      source: `${ACTION}: stdout and stderr are logs`,
      remedy: 'Pass both streams on, and read what is there before you write the frame.',
      supports: ['actionloop'],
      requires: ['fresh', 'logs'],
    },
    async (t) => {
      const runtime = await t.startWith(loop('echo hello stdout', 'echo hello stderr >&2', `echo '{"ok": true}' >&3`));
      await runtime.logs({ frames: 0 });
      t.expectAnswer(await runtime.run({}), { status: 200, json: OK }, 'POST /run');
      const { lines, frames } = await runtime.logs();
      t.expect(frames, 'the sentinels').toBe({ stdout: 1, stderr: 1 });
      t.expect(lines, 'the lines').toBe({ stdout: ['hello stdout'], stderr: ['hello stderr'] });
    },
  ),
  loopCase(
    {
      id: 'actionloop/path',
      title: 'the program has the variable PATH of the container',
      severity: 'recommended',
      source: `${defect}: the process gets no PATH`,
      remedy: 'Start the process with the environment of the runtime and that of the init.',
    },
    async (t) => {
      // Programs of shells have a PATH of their own if there is none.
      const runtime = await t.startWith(
        loop(`printenv PATH > /dev/null && found=true || found=false`, `echo "{\\"found\\": $found}" >&3`),
      );
      t.expectAnswer(await runtime.run({}), { status: 200, json: { found: true } }, 'POST /run');
    },
  ),
  loopCase(
    {
      id: 'actionloop/environment',
      title: 'values of env reach the program whole, even with = in them',
      severity: 'required',
      source: `${defect}: the value a=b=c is cut to a`,
      remedy: 'Split variables at the first = only.',
    },
    async (t) => {
      const program = loop(`echo "{\\"value\\": \\"$CONFORMANCE\\"}" >&3`);
      const runtime = await t.startWith(program, { env: { CONFORMANCE: 'a=b=c' } });
      t.expectAnswer(await runtime.run({}), { status: 200, json: { value: 'a=b=c' } }, 'POST /run');
    },
  ),
  defineCase(
    {
      id: 'actionloop/shutdown',
      title: 'on SIGTERM a runtime whose program waits for messages exits',
      severity: 'recommended',
      source: 'Kubernetes, Pod Lifecycle: a container gets SIGTERM and has its grace period to end',
      remedy: 'Stop the process of the action when you exit; do not wait for it to exit by itself.',
      supports: ['actionloop'],
      requires: ['fresh', 'signals'],
    },
    async (t) => {
      const runtime = await t.startWith(loop(`echo '{"ok": true}' >&3`));
      await runtime.kill('SIGTERM');
      const late = new Promise<'late'>((resolve) => setTimeout(() => resolve('late'), 5_000).unref());
      const exit = await Promise.race([runtime.exited, late]);
      t.expect(exit === 'late' ? 'it still runs' : 'it has exited', 'the runtime 5 s after SIGTERM').toBe(
        'it has exited',
      );
    },
  ),
];

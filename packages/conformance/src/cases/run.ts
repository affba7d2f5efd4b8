import { Agent } from 'node:http';
import { type ConformanceCase, defineCase } from '../case/case.js';
import type { Runtime } from '../case/runtime.js';
import { script } from './support/script.js';
import { SOURCES } from './support/sources.js';

const { document, invoker, answers, kit, skeleton, own, defect } = SOURCES;
const INVALID = 'The action did not return a dictionary or array.';
const INVALID_EITHER = /^The action did not return a dictionary(?: or array)?\.$/;
const NO_BINARY = 'The action failed to locate a binary. See logs for details.';
const ARGUMENT = 'The action did not receive a dictionary or array as an argument.';
const PING = { ping: 'pong' };

/** What the public test kit sends as the largest parameters. */
const LARGEST = 1_048_561;

/** The longest argument of a program on Linux, in bytes. */
const LONGEST_ARGUMENT = 131_071;

/**
 * How much longer an answer may take on a connection that is kept; a delayed acknowledgement of TCP takes 40 ms. Where answers take long
 * anyway, such as on a busy machine, it is a share of their time.
 */
const KEPT_DELAY_MS = 20;
const KEPT_DELAY_SHARE = 0.5;
const KEPT_RUNS = 9;

/** A delay is there each time; a busy machine is not. */
const KEPT_ROUNDS = 3;

/** What `POST /run` answers. */
export const RUN_CASES: readonly ConformanceCase[] = [
  defineCase(
    {
      id: 'run/answers-result',
      title: 'the answer to POST /run is the result of the action',
      severity: 'required',
      source: `${document}: Activation`,
      remedy: 'Answer POST /run with 200 and the JSON that the action returned.',
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      const value = { name: 'James', list: [1, 'two', null, true], nested: { a: {} } };
      t.expectAnswer(await runtime.run(value), { status: 200, json: value }, 'POST /run');
    },
  ),
  defineCase(
    {
      id: 'run/answer-has-length',
      title: 'the answer to POST /run has a Content-Length, and is not chunked',
      severity: 'required',
      source: `${invoker}: ApacheBlockingContainerClient reads an answer without a Content-Length as no response`,
      remedy: 'Send the whole result with its Content-Length, in one piece.',
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      const answer = await runtime.run(PING);
      t.expectAnswer(answer, { status: 200 }, 'POST /run');
      t.expect(answer.headers['transfer-encoding'], 'Transfer-Encoding').toBe(undefined);
      t.expect(answer.headers['content-length'], 'Content-Length').toBe(String(answer.bytes.length));
    },
  ),
  defineCase(
    {
      id: 'run/answer-is-json',
      title: 'the answer to POST /run says that it is JSON',
      severity: 'recommended',
      source: `${document}: Activation`,
      remedy: 'Send Content-Type: application/json.',
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      const answer = await runtime.run(PING);
      t.expect(answer.headers['content-type'] ?? '', 'Content-Type').toMatch(/^application\/json\b/i);
    },
  ),
  defineCase(
    {
      id: 'run/again-and-again',
      title: 'an action runs many times after one init, each time with its own parameters',
      severity: 'required',
      source: `${document}: a container may be used for several activations`,
      remedy: 'Keep the action after an activation, and nothing of the parameters.',
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      for (let count = 1; count <= 4; count += 1) {
        t.expectAnswer(await runtime.run({ count }), { status: 200, json: { count } }, `POST /run number ${count}`);
      }
    },
  ),
  defineCase(
    {
      id: 'run/empty-parameters',
      title: 'a run with no parameters gets an empty object',
      severity: 'required',
      source: `${document}: Activation`,
      remedy: 'Give the action {} if value is an empty object.',
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      t.expectAnswer(await runtime.run({}), { status: 200, json: {} }, 'POST /run');
    },
  ),
  defineCase(
    {
      id: 'run/without-value',
      title: 'a run message without a value has empty parameters',
      severity: 'recommended',
      source: `${skeleton}: reads value with the default {}`,
      remedy: 'Give the action {} if the message has no value.',
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      const answer = await runtime.post('/run', { activation_id: 'a'.repeat(32) });
      t.expectAnswer(answer, { status: 200, json: {} }, 'POST /run without a value');
    },
  ),
  defineCase(
    {
      id: 'run/array',
      title: 'an array as parameters and as the result works',
      severity: 'required',
      source: `${kit}: testEcho with arrays; sequences pass arrays on`,
      remedy: 'Accept an array as value, and an array as the result.',
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      const value = [{ a: 1 }, 'two', [3]];
      t.expectAnswer(await runtime.run(value), { status: 200, json: value }, 'POST /run with an array');
    },
  ),
  defineCase(
    {
      id: 'run/unicode',
      title: 'characters beyond ASCII pass unchanged',
      severity: 'required',
      source: `${kit}: testUnicode`,
      remedy: 'Read and write UTF-8 everywhere, whatever the locale of the container is.',
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      const value = { winter: '❄ ☃ ❄', 'schlüssel é': 'naïve 😀 中文' };
      t.expectAnswer(await runtime.run(value), { status: 200, json: value }, 'POST /run');
    },
  ),
  defineCase(
    {
      id: 'run/escapes',
      title: 'quotes, backslashes, line breaks, NUL and separators in texts pass unchanged',
      severity: 'required',
      source: `${document}: parameters are JSON`,
      remedy: 'Hand the parameters on as JSON text; never put them together or take them apart by hand.',
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      const value = { text: 'a "b" \\ c\n d\r\n\te \u0000 \u2028 \u007f $HOME `id` %s \'', '': 'empty key' };
      t.expectAnswer(await runtime.run(value), { status: 200, json: value }, 'POST /run');
    },
  ),
  defineCase(
    {
      id: 'run/special-keys',
      title: 'keys such as __proto__ and constructor are parameters like others',
      severity: 'recommended',
      source: `${defect}: libraries that merge objects lose such keys`,
      remedy: 'Pass the parsed JSON on as it is; merge no objects.',
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      const answer = await runtime.post('/run', '{"value": {"__proto__": {"a": 1}, "constructor": 2, "length": 3}}');
      t.expectAnswer(answer, { status: 200 }, 'POST /run');
      for (const key of ['"__proto__"', '"constructor"', '"length"']) t.expect(answer.text, 'the body').toMatch(key);
    },
  ),
  defineCase(
    {
      id: 'run/deep-parameters',
      title: 'parameters that are nested 200 levels deep pass unchanged',
      severity: 'informative',
      source: `${document}: parameters are JSON`,
      remedy: 'Use a parser that handles deep JSON.',
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      const value = JSON.parse(`${'{"a":'.repeat(200)}1${'}'.repeat(200)}`) as unknown;
      t.expectAnswer(await runtime.run(value), { status: 200, json: value }, 'POST /run');
    },
  ),
  defineCase(
    {
      id: 'run/large-parameters',
      title: `parameters of ${LARGEST} bytes pass unchanged`,
      severity: 'required',
      source: `${kit}: testLargeInput sends ${LARGEST} bytes; OpenWhisk, docs/reference.md, System limits: 1 MB`,
      remedy:
        'Raise the limit for the body of POST /run, and hand large parameters on in another way than an argument.',
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      const text = 'x'.repeat(LARGEST);
      const answer = await runtime.run({ text });
      t.expectAnswer({ ...answer, text: answer.text.slice(0, 200) }, { status: 200 }, 'POST /run');
      const echoed = (answer.json as { text?: string } | undefined)?.text;
      t.expect(echoed?.length, 'the length of the text that comes back').toBe(text.length);
    },
  ),
  defineCase(
    {
      id: 'run/parameters-near-argument-limit',
      title: 'parameters just below and just above the longest argument of a program pass unchanged',
      severity: 'required',
      source: 'Linux, MAX_ARG_STRLEN: an argument has at most 131,071 bytes',
      remedy: 'Count the bytes of UTF-8, and pass longer parameters on stdin only.',
      supports: ['executables'],
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      for (const bytes of [LONGEST_ARGUMENT - 1, LONGEST_ARGUMENT, LONGEST_ARGUMENT + 1]) {
        // The character has two bytes, so that who counts characters is wrong.
        const text = `é${'x'.repeat(bytes - '{"text":"é"}'.length - 1)}`;
        const answer = await runtime.run({ text });
        const short = { ...answer, text: answer.text.slice(0, 200) };
        t.expectAnswer(short, { status: 200 }, `POST /run with ${bytes} bytes of parameters`);
        t.expect((answer.json as { text?: string }).text === text, 'whether the text comes back').toBe(true);
      }
    },
  ),
  defineCase(
    {
      id: 'run/large-result',
      title: 'a result of 1 MB is answered whole',
      severity: 'required',
      source: 'OpenWhisk, docs/reference.md, System limits: results may have 1 MB',
      remedy: 'Read all of the result, however many pieces it arrives in.',
      needs: ['large'],
    },
    async (t) => {
      const runtime = await t.startWith('large');
      const answer = await runtime.run({ bytes: 1_000_000 });
      t.expectAnswer({ ...answer, text: answer.text.slice(0, 200) }, { status: 200 }, 'POST /run');
      const { text } = (answer.json ?? {}) as { text?: string };
      t.expect(text?.length, 'the length of the text in the result').toBe(1_000_000);
    },
  ),
  defineCase(
    {
      id: 'run/application-error',
      title: 'a result {"error": …} is answered with 200, as it is',
      severity: 'required',
      source: `${kit}: testErrorHandling; the platform calls it an application error and keeps the container`,
      remedy: 'Answer 200 with the result even if it has a field error.',
      needs: ['fail'],
    },
    async (t) => {
      const runtime = await t.startWith('fail');
      t.expectAnswer(await runtime.run({}), { status: 200, json: { error: 'no such user' } }, 'POST /run');
    },
  ),
  defineCase(
    {
      id: 'run/scalar-result',
      title: 'a result that is neither an object nor an array is answered with an error',
      severity: 'required',
      source: `${kit}: testNotReturningJson; ${answers}`,
      remedy: 'Check the result, and answer 502 if it is neither an object nor an array.',
      needs: ['scalar'],
    },
    async (t) => {
      const runtime = await t.startWith('scalar');
      t.expectAnswer(await runtime.run({}), { failure: true }, 'POST /run');
    },
  ),
  defineCase(
    {
      id: 'run/scalar-result-sentence',
      title: 'the error for such a result is one of the two sentences of the platform',
      severity: 'required',
      source: `${kit}: testNotReturningJson compares it: "dictionary or array", or only "dictionary"`,
      remedy: `Let the body be exactly {"error":"${INVALID}"}.`,
      needs: ['scalar'],
    },
    async (t) => {
      const runtime = await t.startWith('scalar');
      t.expectAnswer(await runtime.run({}), { error: INVALID_EITHER }, 'POST /run');
    },
  ),
  defineCase(
    {
      id: 'run/null-result',
      title: 'the result null is answered with 502',
      severity: 'recommended',
      source: `${skeleton}: only objects and arrays are results`,
      remedy: 'Answer 502 if the result is null.',
      supports: ['executables'],
    },
    async (t) => {
      const runtime = await t.startWith(script('echo null'));
      t.expectAnswer(await runtime.run({}), { status: 502, error: INVALID }, 'POST /run');
    },
  ),
  defineCase(
    {
      id: 'run/text-result',
      title: 'a last line that is not JSON is answered with an error, one of the two sentences of the platform',
      severity: 'required',
      source: `${kit}: testNotReturningJson`,
      remedy: `Answer 502 and {"error":"${INVALID}"} if the last line is not JSON.`,
      supports: ['executables'],
    },
    async (t) => {
      const runtime = await t.startWith(script('echo done'));
      t.expectAnswer(await runtime.run({}), { failure: true, error: INVALID_EITHER }, 'POST /run');
    },
  ),
  defineCase(
    {
      id: 'run/no-result',
      title: 'an action that exits without a result is answered with an error',
      severity: 'required',
      source: `${kit}: testInvalidAction; ${answers}`,
      remedy: 'Answer 502 with {"error": "…"} if the action exits without a result.',
      needs: ['exit'],
    },
    async (t) => {
      const runtime = await t.startWith('exit');
      t.expectAnswer(await runtime.run({}), { failure: true }, 'POST /run');
    },
  ),
  defineCase(
    {
      id: 'run/crash',
      title: 'an action that is killed by a signal is answered with an error',
      severity: 'required',
      source: answers,
      remedy: 'Notice that the process of the action has been killed, and answer 502 with {"error": "…"}.',
      needs: ['crash'],
    },
    async (t) => {
      const runtime = await t.startWith('crash');
      t.expectAnswer(await runtime.run({}), { failure: true }, 'POST /run');
    },
  ),
  defineCase(
    {
      id: 'run/failure-status',
      title: 'an activation that fails, or that has nothing to run, is answered with 502',
      severity: 'recommended',
      source: `${skeleton}: 502 where an activation fails; other runtimes answer 400, 403 or 500`,
      remedy: 'Answer every activation that fails with 502 and {"error": "…"}.',
      needs: ['scalar', 'exit', 'crash'],
      requires: ['fresh'],
    },
    async (t) => {
      for (const sample of ['scalar', 'exit', 'crash'] as const) {
        const runtime = await t.startWith(sample);
        t.expectAnswer(await runtime.run({}), { status: 502 }, `POST /run of the sample "${sample}"`);
      }
      if (t.supports('stub')) return;
      const runtime = await t.start();
      t.expectAnswer(await runtime.run({}), { status: 502 }, 'POST /run without an init');
    },
  ),
  defineCase(
    {
      id: 'run/after-failure',
      title: 'after an activation that failed, the runtime answers the next one',
      severity: 'recommended',
      source: `${invoker}: activations that run in the same container finish before it is removed`,
      remedy:
        'Keep serving after an activation has failed; start the process of the action again if there is only one.',
      needs: ['crash'],
    },
    async (t) => {
      const runtime = await t.startWith('crash');
      await runtime.run({});
      t.expectAnswer(await runtime.run({}), { failure: true }, 'the second POST /run');
    },
  ),
  defineCase(
    {
      id: 'run/without-init',
      title: 'a run with nothing to run is answered with an error',
      severity: 'required',
      source: `${answers}; ${skeleton}: "${NO_BINARY}"`,
      remedy: `Answer 502 and {"error":"${NO_BINARY}"} if there is nothing to run.`,
      requires: ['fresh'],
    },
    async (t) => {
      if (t.supports('stub')) t.skip('the runtime has something to run without an init');
      const runtime = await t.start();
      t.expectAnswer(await runtime.run({}), { failure: true }, 'POST /run without an init');
    },
  ),
  defineCase(
    {
      id: 'run/stub-without-init',
      title: 'a run without an init works where there is something to run',
      severity: 'recommended',
      source: `${skeleton}: runs whatever executable is in place; images with their code built in rely on it`,
      remedy: 'Run the executable of the image if there was no init.',
      supports: ['stub'],
      requires: ['fresh'],
    },
    async (t) => {
      const runtime = await t.start();
      t.expectAnswer(await runtime.run({}), { status: 200 }, 'POST /run without an init');
    },
  ),
  defineCase(
    {
      id: 'run/value-of-wrong-type',
      title: 'a run whose value is neither an object nor an array is refused',
      severity: 'recommended',
      source: `${skeleton}: 404 "${ARGUMENT}"`,
      remedy: `Answer 404 and {"error":"${ARGUMENT}"}.`,
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      t.expectAnswer(await runtime.run(42), { status: [400, 404], error: true }, 'POST /run with "value": 42');
    },
  ),
  defineCase(
    {
      id: 'run/value-of-wrong-type-sentence',
      title: 'the error for such a value is the sentence of the platform',
      severity: 'informative',
      source: `${skeleton}: "${ARGUMENT}"`,
      remedy: `Let the body be exactly {"error":"${ARGUMENT}"}.`,
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      t.expectAnswer(await runtime.run('text'), { error: ARGUMENT }, 'POST /run with "value": "text"');
    },
  ),
  defineCase(
    {
      id: 'run/malformed-json',
      title: 'a run whose body is not JSON is refused, and does not run the action',
      severity: 'recommended',
      source: `${defect}: the skeleton runs the action with {}`,
      remedy: 'Answer 400 with {"error": "…"} if the body cannot be parsed.',
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      const answer = await runtime.post('/run', '{"value": {"a": 1}');
      t.expectAnswer(answer, { status: [400, 404, 502], error: true }, 'POST /run with half a JSON text');
    },
  ),
  defineCase(
    {
      id: 'run/after-malformed-json',
      title: 'after a body that is not JSON, the action runs',
      severity: 'recommended',
      source: `${own}: States; a message that is refused changes nothing`,
      remedy: 'Catch the error of the parser, and keep serving.',
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      await runtime.post('/run', 'no JSON').catch(() => undefined); // the case above looks at the answer
      t.expectAnswer(await runtime.run(PING), { status: 200, json: PING }, 'POST /run');
    },
  ),
  defineCase(
    {
      id: 'run/past-deadline',
      title: 'a deadline that has passed long ago does not fail the activation',
      severity: 'required',
      source: `${kit}: sends "deadline": "123"`,
      remedy: 'Ignore a deadline that has already passed when the request arrives.',
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      const answer = await runtime.run(PING, { deadline: '123' });
      t.expectAnswer(answer, { status: 200, json: PING }, 'POST /run with "deadline": "123"');
    },
  ),
  defineCase(
    {
      id: 'run/number-as-deadline',
      title: 'a deadline that is a number does not fail the activation',
      severity: 'recommended',
      source: `${document}: says that it is a number; ${defect}: the skeleton answers 500`,
      remedy: 'Convert the values of the message to text before they become variables.',
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      const answer = await runtime.run(PING, { deadline: Date.now() + 60_000 });
      t.expectAnswer(answer, { status: 200, json: PING }, 'POST /run with a number as deadline');
    },
  ),
  defineCase(
    {
      id: 'run/far-deadline',
      title: 'a deadline in the far future does not fail the activation',
      severity: 'recommended',
      source: `${own}: Time limits; timers of many systems overflow after 24 days`,
      remedy: 'Cap the time of a timer, or set none.',
      needs: ['sleep'],
    },
    async (t) => {
      const runtime = await t.startWith('sleep');
      const answer = await runtime.run({ ms: 100 }, { deadline: String(Date.now() + 40 * 86_400_000) });
      t.expectAnswer(answer, { status: 200, json: { ok: true } }, 'POST /run with a deadline in 40 days');
    },
  ),
  defineCase(
    {
      id: 'run/kept-connection',
      title: 'several runs over one connection work',
      severity: 'required',
      source: `${invoker}: keeps its connections`,
      remedy: 'Keep the connection open after an answer, or say Connection: close.',
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      try {
        for (let count = 1; count <= 3; count += 1) {
          const answer = await runtime.run({ count }, {}, { agent });
          t.expectAnswer(answer, { status: 200, json: { count } }, `POST /run number ${count} on a connection`);
        }
      } finally {
        agent.destroy();
      }
    },
  ),
  defineCase(
    {
      id: 'run/kept-connection-is-fast',
      title: 'answers over a connection that is kept are not delayed',
      severity: 'recommended',
      source: `${defect}: 44 ms for each activation where headers and body are sent in two pieces`,
      remedy: 'Send the headers and the body of an answer in one write, and set TCP_NODELAY.',
      needs: ['echo'],
      exclusive: true,
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      let round = await measureConnections(runtime);
      for (let count = 1; count < KEPT_ROUNDS && isDelayed(round); count += 1)
        round = await measureConnections(runtime);
      const { freshMs, keptMs } = round;
      const [fresh, kept] = [Math.round(freshMs), Math.round(keptMs)];
      t.expect(isDelayed(round) ? `delayed: ${kept} ms instead of ${fresh}` : 'as fast', 'a kept connection').toBe(
        'as fast',
      );
    },
  ),
  defineCase(
    {
      id: 'run/other-path',
      title: 'another path is answered with an error, not by the action',
      severity: 'informative',
      source: `${document}: a runtime has POST /init and POST /run`,
      remedy: 'Answer any other path with 404.',
      requires: ['fresh'],
    },
    async (t) => {
      const runtime = await t.start();
      const answer = await runtime.post('/start', { value: {} });
      t.expect(answer.status, 'the status of POST /start').toSatisfy((status) => Number(status) >= 400, '4xx or 5xx');
    },
  ),
  defineCase(
    {
      id: 'run/other-method',
      title: 'GET /run is answered with an error, not by the action',
      severity: 'informative',
      source: `${document}: a runtime has POST /init and POST /run`,
      remedy: 'Answer methods other than POST with 405.',
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      const answer = await runtime.request('GET', '/run', undefined);
      t.expect(answer.status, 'the status of GET /run').toSatisfy((status) => Number(status) >= 400, '4xx or 5xx');
    },
  ),
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

/** The fastest answer of several on connections of their own, and on one that is kept. */
interface ConnectionTimes {
  readonly freshMs: number;
  readonly keptMs: number;
}

/** Runs on both kinds of connections by turns, so that what else the machine does is the same for both. */
async function measureConnections(runtime: Runtime): Promise<ConnectionTimes> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const times = { fresh: [] as number[], kept: [] as number[] };
  try {
    for (let count = 0; count < KEPT_RUNS; count += 1) {
      times.fresh.push((await runtime.run({})).durationMs);
      const { durationMs } = await runtime.run({}, {}, { agent });
      if (count > 0) times.kept.push(durationMs);
    }
  } finally {
    agent.destroy();
  }
  return { freshMs: Math.min(...times.fresh), keptMs: Math.min(...times.kept) };
}

function isDelayed({ freshMs, keptMs }: ConnectionTimes): boolean {
  return keptMs - freshMs >= Math.max(KEPT_DELAY_MS, KEPT_DELAY_SHARE * freshMs);
}

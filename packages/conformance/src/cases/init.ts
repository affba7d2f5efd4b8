import { type ConformanceCase, defineCase } from '../case/case.js';
import { NOT_BASE64 } from './support/not-base64.js';
import { script } from './support/script.js';
import { SOURCES } from './support/sources.js';

const { document, invoker, answers, kit, skeleton, own, defect } = SOURCES;
const AGAIN = 'Cannot initialize the action more than once.';
const NO_BINARY = 'The action failed to generate or locate a binary. See logs for details.';
const PING = { ping: 'pong' };

/** What `POST /init` accepts and refuses. */
export const INIT_CASES: readonly ConformanceCase[] = [
  defineCase(
    {
      id: 'init/accepts-code',
      title: 'POST /init with code is answered with 200',
      severity: 'required',
      source: `${document}: Initialization`,
      remedy: 'Answer POST /init with 200 once the code is ready to run.',
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.start();
      t.expectAnswer(await runtime.initSample(t.sample('echo')), { status: 200 }, 'POST /init');
    },
  ),
  defineCase(
    {
      id: 'init/answer-has-length',
      title: 'the answer to POST /init has a body and its Content-Length, and is not chunked',
      severity: 'required',
      source: `${invoker}: ApacheBlockingContainerClient reads an answer without a Content-Length as no response`,
      remedy: 'Send a short JSON body such as {"ok":true} with a Content-Length, in one piece.',
      needs: ['echo'],
      requires: ['fresh'],
    },
    async (t) => {
      const runtime = await t.start();
      const answer = await runtime.initSample(t.sample('echo'));
      t.expectAnswer(answer, { status: 200 }, 'POST /init');
      t.expect(answer.headers['transfer-encoding'], 'Transfer-Encoding').toBe(undefined);
      t.expect(answer.headers['content-length'], 'Content-Length').toBe(String(answer.bytes.length));
      t.expect(answer.bytes.length, 'the length of the body').toBeAtLeast(1);
    },
  ),
  defineCase(
    {
      id: 'init/platform-environment',
      title: 'an init with the environment that the platform always sends is accepted',
      severity: 'required',
      source: `${invoker}: every init has env with __OW_ names, __OW_DEADLINE as text included`,
      remedy: 'Accept env in the value of the init message: an object of names and values.',
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.start();
      const env = {
        __OW_NAMESPACE: 'guest',
        __OW_ACTION_NAME: '/guest/hello',
        __OW_ACTION_VERSION: '0.0.1',
        __OW_ACTIVATION_ID: 'a'.repeat(32),
        __OW_TRANSACTION_ID: 'b'.repeat(32),
        __OW_DEADLINE: String(Date.now() + 60_000),
      };
      t.expectAnswer(await runtime.initSample(t.sample('echo'), { env }), { status: 200 }, 'POST /init');
      t.expectAnswer(await runtime.run(PING), { status: 200, json: PING }, 'POST /run');
    },
  ),
  defineCase(
    {
      id: 'init/null-environment',
      title: 'an init with "env": null is accepted',
      severity: 'required',
      source: `${kit}: sends "env": null`,
      remedy: 'Treat null in the init message as an absent field.',
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.start();
      const { code, main = 'main', binary = false } = t.sample('echo');
      const answer = await runtime.init({ name: 'conformance', main, code, binary, env: null });
      t.expectAnswer(answer, { status: 200 }, 'POST /init');
      t.expectAnswer(await runtime.run(PING), { status: 200, json: PING }, 'POST /run');
    },
  ),
  defineCase(
    {
      id: 'init/optional-fields',
      title: 'an init with nothing but the code and what it needs is accepted',
      severity: 'recommended',
      source: `${skeleton}: reads each field with a default`,
      remedy: 'Give name, main, binary and env defaults: only code matters.',
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.start();
      t.expectAnswer(await runtime.init(t.sample('echo')), { status: 200 }, 'POST /init');
      t.expectAnswer(await runtime.run(PING), { status: 200, json: PING }, 'POST /run');
    },
  ),
  defineCase(
    {
      id: 'init/null-main',
      title: 'an init with "main": null is taken as one without',
      severity: 'recommended',
      source: `${skeleton}: reads each field with a default`,
      remedy: 'Use the entry point main if the field is absent, null or empty.',
      needs: ['echo'],
    },
    async (t) => {
      const { code, main, binary = false } = t.sample('echo');
      if (main !== undefined && main !== 'main') t.skip('the sample "echo" has an entry point with another name');
      const runtime = await t.start();
      t.expectAnswer(await runtime.init({ name: 'x', code, main: null, binary }), { status: 200 }, 'POST /init');
      t.expectAnswer(await runtime.run(PING), { status: 200, json: PING }, 'POST /run');
    },
  ),
  defineCase(
    {
      id: 'init/empty-main',
      title: 'an init with "main": "" is taken as one without',
      severity: 'recommended',
      source: `${own}: Messages`,
      remedy: 'Use the entry point main if the field is absent, null or empty.',
      needs: ['echo'],
    },
    async (t) => {
      const { code, main, binary = false } = t.sample('echo');
      if (main !== undefined && main !== 'main') t.skip('the sample "echo" has an entry point with another name');
      const runtime = await t.start();
      t.expectAnswer(await runtime.init({ name: 'x', code, main: '', binary }), { status: 200 }, 'POST /init');
      t.expectAnswer(await runtime.run(PING), { status: 200, json: PING }, 'POST /run');
    },
  ),
  defineCase(
    {
      id: 'init/unknown-fields',
      title: 'fields that the runtime does not know are ignored',
      severity: 'recommended',
      source: `${skeleton}: reads only the fields that it knows, so the platform may add some`,
      remedy: 'Ignore unknown fields, in the message and in its value.',
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.start();
      const { code, main = 'main', binary = false } = t.sample('echo');
      const value = { name: 'x', main, code, binary, annotations: { a: [1] }, version: 3 };
      t.expectAnswer(await runtime.post('/init', { value, extra: true }), { status: 200 }, 'POST /init');
    },
  ),
  defineCase(
    {
      id: 'init/any-content-type',
      title: 'the Content-Type of the request does not matter',
      severity: 'informative',
      source: `${skeleton}: parses the body whatever its type is`,
      remedy: 'Parse the body as JSON without looking at the Content-Type.',
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await t.start();
      const value = { name: 'x', main: 'main', binary: false, ...t.sample('echo') };
      const answer = await runtime.post('/init', { value }, { headers: { 'content-type': 'text/plain' } });
      t.expectAnswer(answer, { status: 200 }, 'POST /init as text/plain');
    },
  ),
  defineCase(
    {
      id: 'init/unicode-code',
      title: 'characters beyond ASCII in the code arrive as UTF-8',
      severity: 'required',
      source: `${kit}: testUnicode`,
      remedy: 'Decode the request as UTF-8, and write the code to its file as UTF-8.',
      supports: ['executables'],
    },
    async (t) => {
      const runtime = await t.startWith(script(`echo '{"text": "é ☃ 😀"}'`));
      t.expectAnswer(await runtime.run({}), { status: 200, json: { text: 'é ☃ 😀' } }, 'POST /run');
    },
  ),
  defineCase(
    {
      id: 'init/large-code',
      title: 'code of 4 MB is accepted',
      severity: 'required',
      source: 'OpenWhisk, docs/reference.md, System limits: actions may have 48 MB of code',
      remedy: 'Raise the limit for the body of POST /init to at least 48 MB; frameworks often allow 100 kB or 1 MB.',
      supports: ['executables'],
    },
    async (t) => {
      const runtime = await t.startWith(script(`echo '{"ok": true}'`, 'exit', `# ${'x'.repeat(4_000_000)}`));
      t.expectAnswer(await runtime.run({}), { status: 200, json: { ok: true } }, 'POST /run');
    },
  ),
  defineCase(
    {
      id: 'init/empty-keeps-stub',
      title: 'an init without code succeeds where there is something to run',
      severity: 'required',
      source: `${kit}: testNotReturningJson and others begin with an init of the stub`,
      remedy: 'Answer an init without code with 200 if an executable is in place.',
      supports: ['stub'],
      requires: ['fresh'],
    },
    async (t) => {
      const runtime = await t.start();
      t.expectAnswer(await runtime.init({}), { status: 200 }, 'POST /init without code');
    },
  ),
  defineCase(
    {
      id: 'init/null-code-keeps-stub',
      title: 'an init with "code": null succeeds where there is something to run',
      severity: 'required',
      source: `${kit}: sends "code": null for an action without code`,
      remedy: 'Treat "code": null as no code.',
      supports: ['stub'],
      requires: ['fresh'],
    },
    async (t) => {
      const runtime = await t.start();
      const value = { name: 'x', main: 'main', code: null, binary: false };
      t.expectAnswer(await runtime.init(value), { status: 200 }, 'POST /init with "code": null');
    },
  ),
  defineCase(
    {
      id: 'init/empty-body',
      title: 'an empty body is an empty message',
      severity: 'informative',
      source: `${own}: Messages; the skeleton reads an empty body as {}`,
      remedy: 'Read an empty body of POST /init as {}.',
      supports: ['stub'],
      requires: ['fresh'],
    },
    async (t) => {
      const runtime = await t.start();
      t.expectAnswer(await runtime.post('/init', ''), { status: 200 }, 'POST /init with an empty body');
    },
  ),
  defineCase(
    {
      id: 'init/nothing-to-run',
      title: 'an init after which there is nothing to run is answered with an error',
      severity: 'required',
      source: `${answers}; ${skeleton}: "${NO_BINARY}"`,
      remedy: `Answer an init without code with 502 and {"error":"${NO_BINARY}"} if there is nothing to run.`,
      requires: ['fresh'],
    },
    async (t) => {
      if (t.supports('stub')) t.skip('the runtime has something to run without code');
      const runtime = await t.start();
      t.expectAnswer(await runtime.init({}), { failure: true }, 'POST /init without code');
    },
  ),
  defineCase(
    {
      id: 'init/failure-status',
      title: 'an init with nothing to run, or with code that is not base64, is answered with 502',
      severity: 'recommended',
      source: `${skeleton}: 502 where an init fails; other runtimes answer 400, 403 or 500`,
      remedy: 'Answer every init that fails with 502 and {"error": "…"}.',
      requires: ['fresh'],
    },
    async (t) => {
      const [hasStub, hasArchives] = [t.supports('stub'), t.supports('archives')];
      if (hasStub && !hasArchives) t.skip('the runtime has something to run without code, and no archives');
      if (!hasStub) {
        const runtime = await t.start();
        t.expectAnswer(await runtime.init({}), { status: 502 }, 'POST /init without code');
      }
      if (hasArchives) {
        const runtime = await t.start();
        t.expectAnswer(await runtime.initSample(NOT_BASE64), { status: 502 }, 'POST /init with what is not base64');
      }
    },
  ),
  defineCase(
    {
      id: 'init/second-refused',
      title: 'a second init is answered with an error',
      severity: 'required',
      source: `${kit}: testInitCannotBeCalledMoreThanOnce accepts any status but 200`,
      remedy: `Answer an init after a successful one with 403 and {"error":"${AGAIN}"}.`,
      needs: ['echo'],
    },
    async (t) => {
      if (t.supports('reinit')) t.skip('the runtime accepts a repeated init');
      const runtime = await t.startWith('echo');
      const answer = await runtime.initSample(t.sample('echo'));
      t.expectAnswer(answer, { failure: true }, 'the second POST /init');
    },
  ),
  defineCase(
    {
      id: 'init/second-refused-status',
      title: 'a second init is answered with 403',
      severity: 'recommended',
      source: `${skeleton}: 403; other runtimes answer 502`,
      remedy: 'Answer an init after a successful one with 403: the request is at fault, not the action.',
      needs: ['echo'],
    },
    async (t) => {
      if (t.supports('reinit')) t.skip('the runtime accepts a repeated init');
      const runtime = await t.startWith('echo');
      t.expectAnswer(await runtime.initSample(t.sample('echo')), { status: 403 }, 'the second POST /init');
    },
  ),
  defineCase(
    {
      id: 'init/second-refused-sentence',
      title: 'the answer to a second init has the sentence of the platform',
      severity: 'required',
      source: `${kit}: testInitCannotBeCalledMoreThanOnce compares it`,
      remedy: `Let the body be exactly {"error":"${AGAIN}"}.`,
      needs: ['echo'],
    },
    async (t) => {
      if (t.supports('reinit')) t.skip('the runtime accepts a repeated init');
      const runtime = await t.startWith('echo');
      t.expectAnswer(await runtime.initSample(t.sample('echo')), { error: AGAIN }, 'the second POST /init');
    },
  ),
  defineCase(
    {
      id: 'init/second-changes-nothing',
      title: 'after a second init that is refused, the first action runs',
      severity: 'required',
      source: `${kit}: an action is initialized once`,
      remedy: 'Refuse the second init before its code is written anywhere.',
      needs: ['echo', 'fail'],
    },
    async (t) => {
      if (t.supports('reinit')) t.skip('the runtime accepts a repeated init');
      const runtime = await t.startWith('echo');
      await runtime.initSample(t.sample('fail'));
      t.expectAnswer(await runtime.run(PING), { status: 200, json: PING }, 'POST /run');
    },
  ),
  defineCase(
    {
      id: 'init/repeated-replaces',
      title: 'where a repeated init is allowed, the new action replaces the old one',
      severity: 'recommended',
      source: `${skeleton}: PROXY_ALLOW_REINIT`,
      remedy: 'Remove the old action, and deliver, build and start the new one.',
      needs: ['echo', 'fail'],
      supports: ['reinit'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      t.expectAnswer(await runtime.initSample(t.sample('fail')), { status: 200 }, 'the second POST /init');
      const expected = { status: 200, json: { error: 'no such user' } };
      t.expectAnswer(await runtime.run(PING), expected, 'POST /run');
    },
  ),
  defineCase(
    {
      id: 'init/broken-code-fails',
      title: 'an init with code that cannot work is answered with 502',
      severity: 'recommended',
      source: `${document}: an init that fails is not answered with 200; ${kit}: testInvalidAction allows init or run`,
      remedy: 'Load, compile or check the code during the init, and answer 502 if that fails.',
      needs: ['broken'],
    },
    async (t) => {
      const runtime = await t.start();
      t.expectAnswer(await runtime.initSample(t.sample('broken')), { status: 502 }, 'POST /init with broken code');
    },
  ),
  defineCase(
    {
      id: 'init/failure-says-why',
      title: 'a failed init is answered with {"error": "…"} and nothing else',
      severity: 'recommended',
      source: `${invoker}: shows the field error of the answer to the user`,
      remedy: 'Let the body of a failed init be an object with one field, error: a text that says why.',
      needs: ['broken'],
    },
    async (t) => {
      const runtime = await t.start();
      const answer = await runtime.initSample(t.sample('broken'));
      if (answer.status === 200) t.skip('the init with broken code does not fail');
      t.expectAnswer(answer, { error: true }, 'POST /init with broken code');
    },
  ),
  defineCase(
    {
      id: 'init/failed-then-runs-nothing',
      title: 'after a failed init, a run does not succeed',
      severity: 'recommended',
      source: `${defect}: after an archive that cannot be read, the skeleton runs its stub`,
      remedy: 'Answer runs after a failed init with 502 and {"error": "…"} until an init succeeds.',
      needs: ['broken'],
      requires: ['fresh'],
    },
    async (t) => {
      const runtime = await t.start();
      const { status } = await runtime.initSample(t.sample('broken'));
      if (status === 200) t.skip('the init with broken code does not fail');
      t.expectAnswer(await runtime.run({}), { failure: true }, 'POST /run after a failed init');
    },
  ),
  defineCase(
    {
      id: 'init/failed-then-retried',
      title: 'after a failed init, another one may succeed',
      severity: 'informative',
      source: `${skeleton}: only a successful init counts`,
      remedy: 'Remember that the action is initialized only when the init succeeds, and remove what a failed one left.',
      needs: ['broken', 'echo'],
      requires: ['fresh'],
    },
    async (t) => {
      const runtime = await t.start();
      const { status } = await runtime.initSample(t.sample('broken'));
      if (status === 200) t.skip('the init with broken code does not fail');
      t.expectAnswer(await runtime.initSample(t.sample('echo')), { status: 200 }, 'the second POST /init');
      t.expectAnswer(await runtime.run(PING), { status: 200, json: PING }, 'POST /run');
    },
  ),
  defineCase(
    {
      id: 'init/code-of-wrong-type',
      title: 'an init whose code is not a text is answered with an error',
      severity: 'recommended',
      source: `${own}: Messages`,
      remedy: 'Check that code is a text, and answer 502 with an error that names the field.',
      requires: ['fresh'],
    },
    async (t) => {
      const runtime = await t.start();
      const value = { name: 'x', main: 'main', code: 42, binary: false };
      t.expectAnswer(await runtime.init(value), { status: [400, 404, 502], error: true }, 'POST /init with "code": 42');
    },
  ),
  defineCase(
    {
      id: 'init/value-of-wrong-type',
      title: 'an init whose value is not an object is answered with an error',
      severity: 'recommended',
      source: `${skeleton}: 404 for a value that is not an object`,
      remedy: 'Check that value is an object, and answer 404 with an error.',
      requires: ['fresh'],
    },
    async (t) => {
      const runtime = await t.start();
      t.expectAnswer(await runtime.init('code'), { status: [400, 404, 502], error: true }, 'POST /init with a text');
    },
  ),
  defineCase(
    {
      id: 'init/malformed-json',
      title: 'an init whose body is not JSON is answered with an error',
      severity: 'recommended',
      source: `${own}: Answers; the skeleton takes such a body for {}`,
      remedy: 'Answer 400 with {"error": "…"} if the body cannot be parsed.',
      requires: ['fresh'],
    },
    async (t) => {
      const runtime = await t.start();
      const answer = await runtime.post('/init', '{"value": {');
      t.expectAnswer(answer, { status: [400, 404, 502], error: true }, 'POST /init with half a JSON text');
    },
  ),
  defineCase(
    {
      id: 'init/after-malformed-json',
      title: 'after a body that is not JSON, an init works',
      severity: 'recommended',
      source: `${own}: States; a message that is refused changes nothing`,
      remedy: 'Catch the error of the parser, and keep serving.',
      needs: ['echo'],
      requires: ['fresh'],
    },
    async (t) => {
      const runtime = await t.start();
      await runtime.post('/init', 'no JSON').catch(() => undefined); // the case above looks at the answer
      t.expectAnswer(await runtime.initSample(t.sample('echo')), { status: 200 }, 'POST /init');
    },
  ),
];

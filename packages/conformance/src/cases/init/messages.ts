import { type ConformanceCase, defineCase } from '../../case/case.js';
import { PING } from '../support/ping.js';
import { script } from '../support/script.js';
import { SOURCES } from '../support/sources.js';

const { document, invoker, kit, skeleton, own } = SOURCES;

/** What an init message may look like. */
export const INIT_MESSAGES_CASES: readonly ConformanceCase[] = [
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
];

// Long because most of it is texts that a report shows, one case after the other.
import { type CaseDefinition, type ConformanceCase, defineCase } from '../case/case.js';
import type { CaseContext } from '../case/case-context.js';
import type { RequestOptions, Runtime } from '../case/runtime.js';
import type { Answer } from '../client/answer.js';
import type { ActionCode } from '../manifest/action-code.js';
import { script } from './support/script.js';

const CONTRACT = 'OpenWhisk, docs/single_entrypoint_proxy_contract.md';
const EVENTS = 'CloudEvents 1.0.2, HTTP Protocol Binding';
const GUIDE = 'ActionRunner, docs/guides/knative.md';

const KNATIVE = { __OW_RUNTIME_PLATFORM: 'knative' };

/** A runtime that takes its code from a request. */
async function startStemCell(t: CaseContext, environment: Readonly<Record<string, string>> = {}): Promise<Runtime> {
  return await t.start({ environment: { ...KNATIVE, ...environment } });
}

/** A runtime that has its code in its environment. */
async function startDedicated(
  t: CaseContext,
  { code, main = 'main', binary = false }: ActionCode,
  environment: Readonly<Record<string, string>> = {},
): Promise<Runtime> {
  const action = { __OW_ACTION_CODE: code, __OW_ACTION_MAIN: main, __OW_ACTION_BINARY: String(binary) };
  return await t.start({ environment: { ...KNATIVE, ...action, ...environment } });
}

function initOf({ code, main = 'main', binary = false }: ActionCode): Readonly<Record<string, unknown>> {
  return { name: 'conformance', main, binary, code };
}

type Definition = Omit<CaseDefinition, 'supports' | 'requires'>;

function entryCase(definition: Definition, run: (t: CaseContext) => Promise<void>): ConformanceCase {
  return defineCase({ ...definition, supports: ['singleEntry'], requires: ['fresh', 'environment'] }, run);
}

/** A case of how a result is answered, for a runtime of executables. */
function resultCase(
  definition: Definition,
  result: Readonly<Record<string, unknown>>,
  check: (t: CaseContext, answer: Answer) => void,
): ConformanceCase {
  const needed = { ...definition, supports: ['singleEntry', 'executables'], requires: ['environment'] } as const;
  return defineCase(needed, async (t) => {
    const runtime = await startDedicated(t, script(`echo '${JSON.stringify(result)}'`));
    check(t, await runtime.post('/', { value: {} }));
  });
}

/** A case in which a request runs an action that answers what it got. */
function parametersCase(
  definition: Definition,
  request: {
    readonly body: unknown;
    readonly path?: string;
    readonly environment?: Readonly<Record<string, string>>;
  } & RequestOptions,
  check: (t: CaseContext, parameters: Readonly<Record<string, unknown>>) => void,
): ConformanceCase {
  return entryCase({ ...definition, needs: ['echo'] }, async (t) => {
    const { body, path = '/', environment = {}, ...options } = request;
    const runtime = await startDedicated(t, t.sample('echo'), environment);
    const answer = await runtime.post(path, body, options);
    t.expect(answer.status, `the status of POST ${path}`).toBe(200);
    const { json } = answer;
    if (typeof json !== 'object' || json === null) t.fail('the answer is not an object', 'the parameters', answer.text);
    check(t, json as Readonly<Record<string, unknown>>);
  });
}

/** What a runtime does on Knative, where everything arrives at one place. */
export const SINGLE_ENTRY_CASES: readonly ConformanceCase[] = [
  entryCase(
    {
      id: 'single-entry/init-then-run',
      title: 'a request with init initializes the action, and one with value runs it',
      severity: 'required',
      source: `${CONTRACT}: stem cells`,
      remedy: 'Accept POST / with {"init": …} as POST /init, and with {"activation": …, "value": …} as POST /run.',
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await startStemCell(t);
      const init = await runtime.post('/', { init: initOf(t.sample('echo')) });
      t.expectAnswer(init, { status: 200 }, 'POST / with init');
      const answer = await runtime.post('/', { activation: { activation_id: '1' }, value: { name: 'James' } });
      t.expect(answer.status, 'the status of POST / with value').toBe(200);
      t.expect((answer.json as { name?: unknown } | undefined)?.name, 'name in the answer').toBe('James');
    },
  ),
  entryCase(
    {
      id: 'single-entry/init-and-run',
      title: 'a request with init, activation and value initializes the action and runs it',
      severity: 'required',
      source: `${CONTRACT}: init and run in one request`,
      remedy: 'If a request has init and activation, answer with the result of the run that follows the init.',
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await startStemCell(t);
      const message = { init: initOf(t.sample('echo')), activation: { activation_id: '1' }, value: { name: 'James' } };
      const answer = await runtime.post('/', message);
      t.expect(answer.status, 'the status of POST /').toBe(200);
      t.expect((answer.json as { name?: unknown } | undefined)?.name, 'name in the answer').toBe('James');
    },
  ),
  defineCase(
    {
      id: 'single-entry/activation-is-context',
      title: 'the members of activation are the variables of the activation',
      severity: 'required',
      source: `${CONTRACT}: activation`,
      remedy: 'Set __OW_ and the name in upper case for each member of activation.',
      needs: ['variable'],
      supports: ['singleEntry', 'context'],
      requires: ['fresh', 'environment'],
    },
    async (t) => {
      const runtime = await startDedicated(t, t.sample('variable'));
      const message = { activation: { activation_id: '4711' }, value: { name: '__OW_ACTIVATION_ID' } };
      t.expectAnswer(await runtime.post('/', message), { status: 200, json: { value: '4711' } }, 'POST /');
    },
  ),
  entryCase(
    {
      id: 'single-entry/no-public-init',
      title: 'a dedicated runtime refuses an init',
      severity: 'required',
      source: `${CONTRACT}: "Cannot initialize a runtime with a dedicated function."`,
      remedy: 'Answer 403 to a request with init if the code came from __OW_ACTION_CODE.',
      needs: ['echo', 'fail'],
    },
    async (t) => {
      const runtime = await startDedicated(t, t.sample('echo'));
      const answer = await runtime.post('/', { init: initOf(t.sample('fail')) });
      t.expect(answer.status, 'the status of POST / with init').toBe(403);
    },
  ),
  entryCase(
    {
      id: 'single-entry/broken-code-does-not-start',
      title: 'a dedicated runtime whose code cannot work does not answer runs with 200',
      severity: 'recommended',
      source: `${GUIDE}: a container that is ready has its action`,
      remedy: 'Initialize before the port is opened, and exit if that fails.',
      needs: ['broken'],
    },
    async (t) => {
      const started = startDedicated(t, t.sample('broken'));
      const runtime = await started.catch(() => undefined); // it has exited
      if (runtime === undefined) return;
      const { status } = await runtime.post('/', { value: {} });
      t.expect(status === 200 ? 'it runs' : 'an error', 'the answer to POST /').toBe('an error');
    },
  ),
  parametersCase(
    {
      id: 'single-entry/method-and-headers',
      title: 'the action learns the method and the headers of the request',
      severity: 'recommended',
      source: `${CONTRACT}: __ow_method, __ow_headers`,
      remedy: 'Add __ow_method and __ow_headers to the parameters; names of headers are in lower case.',
    },
    { body: { value: {} }, headers: { 'X-Conformance': 'yes' } },
    (t, { __ow_method: method, __ow_headers: headers }) => {
      t.expect(String(method).toLowerCase(), '__ow_method').toBe('post');
      t.expect((headers as { 'x-conformance'?: unknown } | undefined)?.['x-conformance'], 'x-conformance').toBe('yes');
    },
  ),
  parametersCase(
    {
      id: 'single-entry/raw-body',
      title: 'a raw action gets the body as base64',
      severity: 'recommended',
      source: `${CONTRACT}: __OW_ACTION_RAW, __ow_body`,
      remedy: 'With __OW_ACTION_RAW=true, put the body as base64 into __ow_body.',
    },
    { body: 'a=1&b=2', environment: { __OW_ACTION_RAW: 'true' }, headers: { 'content-type': 'text/plain' } },
    (t, { __ow_body: body }) => {
      t.expect(Buffer.from(String(body), 'base64').toString(), '__ow_body, decoded').toBe('a=1&b=2');
    },
  ),
  parametersCase(
    {
      id: 'single-entry/raw-query',
      title: 'a raw action gets the query',
      severity: 'recommended',
      source: `${CONTRACT}: __ow_query`,
      remedy: 'With __OW_ACTION_RAW=true, put the parameters of the query into __ow_query.',
    },
    { body: { value: {} }, path: '/?page=1', environment: { __OW_ACTION_RAW: 'true' } },
    (t, { __ow_query: query }) => {
      const page =
        typeof query === 'string'
          ? new URLSearchParams(query).get('page')
          : (query as { page?: unknown } | undefined)?.page;
      t.expect(page, 'page in __ow_query').toBe('1');
    },
  ),
  parametersCase(
    {
      id: 'single-entry/plain-json',
      title: 'an object that is none of init, activation and value is the parameters',
      severity: 'recommended',
      source: `${GUIDE}: what func invoke sends; without this such a request has no answer in the Node.js runtime`,
      remedy: 'Take a JSON object with other members as the parameters.',
    },
    { body: { name: 'James' } },
    (t, { name }) => t.expect(name, 'name in the parameters').toBe('James'),
  ),
  parametersCase(
    {
      id: 'single-entry/binary-event',
      title: 'the data of a CloudEvent in binary mode are the parameters',
      severity: 'recommended',
      source: `${EVENTS}, 3.1: binary content mode`,
      remedy: 'Take the body as the parameters, whatever members it has, if there is a header ce-specversion.',
    },
    {
      body: { value: { name: 'James' } },
      headers: { 'ce-specversion': '1.0', 'ce-id': '1', 'ce-source': '/kit', 'ce-type': 'conformance' },
    },
    (t, { value, __ow_headers: headers }) => {
      t.expect(value, 'value in the parameters').toBe({ name: 'James' });
      t.expect((headers as { 'ce-type'?: unknown } | undefined)?.['ce-type'], 'ce-type').toBe('conformance');
    },
  ),
  parametersCase(
    {
      id: 'single-entry/structured-event',
      title: 'the data of a CloudEvent in structured mode are the parameters',
      severity: 'recommended',
      source: `${EVENTS}, 3.2: structured content mode`,
      remedy: 'Take data as the parameters if the content type is application/cloudevents+json.',
    },
    {
      body: { specversion: '1.0', id: '1', source: '/kit', type: 'conformance', data: { name: 'James' } },
      headers: { 'content-type': 'application/cloudevents+json' },
    },
    (t, { name }) => t.expect(name, 'name in the parameters').toBe('James'),
  ),
  entryCase(
    {
      id: 'single-entry/probe',
      title: 'a probe of Kubernetes is answered with 200 and does not run the action',
      severity: 'recommended',
      source: 'Kubernetes: an httpGet probe asks with the user agent kube-probe; without a path it asks /',
      remedy: 'Answer GET / with the user agent kube-probe/… yourself.',
      needs: ['fail'],
    },
    async (t) => {
      const runtime = await startDedicated(t, t.sample('fail'), { __OW_HTTP_METHODS: '[GET,POST]' });
      const answer = await runtime.request('GET', '/', undefined, { headers: { 'user-agent': 'kube-probe/1.34' } });
      t.expect(answer.status, 'the status of GET /').toBe(200);
      t.expect(answer.text, 'the body').notToMatch('no such user');
    },
  ),
  entryCase(
    {
      id: 'single-entry/methods',
      title: 'a method that __OW_HTTP_METHODS does not name is refused with 405',
      severity: 'recommended',
      source: `${CONTRACT}: __OW_HTTP_METHODS`,
      remedy: 'Answer 405 to other methods; without the variable only POST is accepted.',
      needs: ['echo'],
    },
    async (t) => {
      const runtime = await startDedicated(t, t.sample('echo'), { __OW_HTTP_METHODS: '[GET,POST]' });
      const refused = await runtime.request('PUT', '/', '{}');
      // Servers that route by method know nothing at this path for another one.
      t.expect(refused.status, 'the status of PUT /').toBeOneOf(404, 405);
      t.expect((await runtime.request('GET', '/', undefined)).status, 'the status of GET /').toBe(200);
    },
  ),
  resultCase(
    {
      id: 'single-entry/status-code',
      title: 'statusCode of a result is the status of the answer',
      severity: 'required',
      source: `${CONTRACT}: web actions`,
      remedy: 'Use statusCode of the result, and 200 without one.',
    },
    { statusCode: 418, body: 'teapot' },
    (t, { status }) => t.expect(status, 'the status').toBe(418),
  ),
  resultCase(
    {
      id: 'single-entry/headers',
      title: 'headers of a result are headers of the answer',
      severity: 'required',
      source: `${CONTRACT}: web actions`,
      remedy: 'Add headers of the result to the answer.',
    },
    { headers: { 'X-Conformance': 'yes' }, body: { a: 1 } },
    (t, { headers }) => t.expect(headers['x-conformance'], 'the header X-Conformance').toBe('yes'),
  ),
  resultCase(
    {
      id: 'single-entry/text-is-html',
      title: 'a body that is a text is sent as HTML',
      severity: 'recommended',
      source: `${CONTRACT}: default content types`,
      remedy: 'Send a body that is a text with the content type text/html unless the result has another.',
    },
    { body: '<h1>Hello</h1>' },
    (t, { headers, text }) => {
      t.expect(headers['content-type'], 'the content type').toMatch(/^text\/html/);
      t.expect(text, 'the body').toBe('<h1>Hello</h1>');
    },
  ),
  resultCase(
    {
      id: 'single-entry/empty-body',
      title: 'a result without a body is answered with 204',
      severity: 'recommended',
      source: `${CONTRACT}: default status codes`,
      remedy: 'Answer 204 if the body is empty and there is no statusCode.',
    },
    { body: '' },
    (t, { status }) => t.expect(status, 'the status').toBe(204),
  ),
  resultCase(
    {
      id: 'single-entry/image',
      title: 'the body of an image is decoded from base64',
      severity: 'recommended',
      source: `${CONTRACT}: binary content types`,
      remedy: 'Decode the body as base64 if the content type is one of images.',
    },
    { headers: { 'Content-Type': 'image/png' }, body: Buffer.from('89504e470d0a1a0a', 'hex').toString('base64') },
    (t, { bytes }) => t.expect(bytes.toString('hex'), 'the bytes of the body').toBe('89504e470d0a1a0a'),
  ),
  resultCase(
    {
      id: 'single-entry/any-origin',
      title: 'answers allow web pages of any origin',
      severity: 'recommended',
      source: `${CONTRACT}: cross-origin headers`,
      remedy: 'Send Access-Control-Allow-Origin: * unless the action sets it.',
    },
    { body: { a: 1 } },
    (t, { headers }) => t.expect(headers['access-control-allow-origin'], 'Access-Control-Allow-Origin').toBe('*'),
  ),
];

/**
 * The part of OpenWhisk's API that clients of actions use: it keeps what they send, and delivers it to a runtime of this project as an
 * invoker does. Whether code is binary is decided from the code, as OpenWhisk does.
 */
import { createServer, request } from 'node:http';
import * as path from 'node:path';
import { NativeRunner, placeStub } from '@actionrunner/core';
import { serve } from '@actionrunner/http';
import { PythonRunner } from '@actionrunner/runners';

const NAMESPACE = 'guest';
const BASE64 = /^(?:[\w+/]{4})*(?:[\w+/]{4}|[\w+/]{3}=|[\w+/]{2}==)$/;
const RUNTIMES = { nodejs: [{ kind: 'nodejs:22' }], python: [{ kind: 'python:3', image: 'python' }] };
const SILENT = { write: () => undefined, frame: () => undefined };

/**
 * Starts the API.
 * @returns its `url`, what was `sent` by PUT, the `answers` of the runtime to each message, and `close`
 */
export async function startPlatform(directory, environment = {}) {
  const state = { directory, environment, actions: new Map(), sent: [], answers: [], runtimes: new Map() };
  const server = createServer((incoming, outgoing) => {
    handle(state, incoming).then(
      ([status, body]) => outgoing.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
      (error) => outgoing.destroy(error),
    );
  });
  const url = await listen(server);
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    for (const { runtime } of state.runtimes.values()) await runtime.close();
  };
  return { url, sent: state.sent, answers: state.answers, close, forward: (name) => forward(state, name) };
}

async function handle(state, incoming) {
  const { pathname, searchParams } = new URL(incoming.url, 'http://localhost');
  const [, type, name] = /^\/api\/v1\/namespaces\/[^/]+\/(\w+)(?:\/(.+))?$/.exec(pathname) ?? [];
  const text = (await readBody(incoming)).toString();
  const body = text === '' ? undefined : JSON.parse(text);
  if (type === undefined) return [200, { api_version: '1.0.0', runtimes: RUNTIMES }];
  if (name === undefined) return [200, type === 'actions' ? [...state.actions].map(listAction) : []];
  if (incoming.method === 'PUT') state.sent.push({ type, body });
  if (type !== 'actions') return [200, { name, namespace: NAMESPACE, actions: [], annotations: [] }];
  if (incoming.method === 'PUT') {
    state.actions.set(name, body);
    return [200, describeAction(name, body)];
  }
  const action = state.actions.get(name);
  if (action === undefined) return [404, { error: 'The requested resource does not exist.' }];
  if (incoming.method === 'POST') return activate(state, name, body, searchParams.get('result') === 'true');
  return [200, describeAction(name, action)];
}

/** An action as lists have it: without its code. */
function listAction([name, action]) {
  const { exec: _, ...rest } = describeAction(name, action);
  return rest;
}

function describeAction(name, { exec, ...rest }) {
  const binary = BASE64.test(exec.code?.trim());
  return {
    limits: {},
    annotations: [],
    ...rest,
    name,
    namespace: NAMESPACE,
    version: '0.0.1',
    exec: { ...exec, binary },
  };
}

/** The answer to an activation; 502 if it fails. */
async function activate(state, name, value, isResult) {
  const [status, result] = await run(state, name, value);
  if (isResult) return [status, result];
  return [status, { activationId: 'a'.repeat(32), response: { result, success: status === 200 } }];
}

/** Runs an action, or one after the other those of a sequence. */
async function run(state, name, value) {
  const { exec, parameters = [] } = state.actions.get(name);
  const given = { ...Object.fromEntries(parameters.map(({ key, value: each }) => [key, each])), ...value };
  if (exec.kind !== 'sequence') return runOne(state, name, given);
  let [status, result] = [200, given];
  for (const component of exec.components) {
    if (status === 200) [status, result] = await run(state, component.split('/').at(-1), result);
  }
  return [status, result];
}

/** Initializes a runtime at the first activation, and runs it. */
async function runOne(state, name, value) {
  const isNew = !state.runtimes.has(name);
  const { runtime } = await findRuntime(state, name);
  const { exec } = describeAction(name, state.actions.get(name));
  if (isNew) {
    const { main = 'main', code = null, binary } = exec;
    const init = await post(state, 'init', runtime.url, { value: { name, main, code, binary, env: {} } });
    if (init.status !== 200) return [502, init.body];
  }
  const context = { namespace: NAMESPACE, action_name: `/${NAMESPACE}/${name}`, activation_id: 'a'.repeat(32) };
  const answer = await post(state, 'run', runtime.url, { value, ...context, deadline: String(Date.now() + 60_000) });
  return [answer.status === 200 && answer.body.error === undefined ? 200 : 502, answer.body];
}

async function findRuntime(state, name) {
  const known = state.runtimes.get(name);
  if (known !== undefined) return known;
  const { exec } = state.actions.get(name);
  const options = { directory: path.join(state.directory, name.replaceAll('/', '-')) };
  const isNative = /native|dockerskeleton/.test(exec.image);
  if (isNative) await placeStub(options.directory); // as the image has it
  const runner = isNative
    ? new NativeRunner(options)
    : new PythonRunner({ ...options, python: state.environment.python });
  const settings = { host: '127.0.0.1', port: 0, environment: {}, signals: false, logs: SILENT };
  const entry = { runtime: await serve(runner, settings) };
  state.runtimes.set(name, entry);
  return entry;
}

async function post(state, step, url, message) {
  const response = await fetch(`${url}/${step}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(message),
  });
  const body = await response.json();
  state.answers.push({ step, status: response.status, body });
  return { status: response.status, body };
}

/** A port that passes requests on to the runtime of an action, as the published port of a container. */
async function forward(state, name) {
  const { runtime } = await findRuntime(state, name);
  const messages = [];
  const server = createServer(async (incoming, outgoing) => {
    const body = await readBody(incoming);
    messages.push(JSON.parse(body.toString()));
    const { method, headers } = incoming;
    const onward = request(new URL(incoming.url, runtime.url), { method, headers }, async (response) => {
      const text = await readBody(response);
      state.answers.push({
        step: incoming.url.slice(1),
        status: response.statusCode,
        body: JSON.parse(text.toString()),
      });
      outgoing.writeHead(response.statusCode, { 'content-type': 'application/json' }).end(text);
    });
    onward.on('error', (error) => outgoing.destroy(error)).end(body);
  });
  const url = await listen(server);
  const close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { url, messages, close };
}

function listen(server) {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${server.address().port}`));
  });
}

async function readBody(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ActionFiles } from '../files/action-files.js';
import { FileError, type FileFault } from '../files/file-error.js';
import { LIMITS, type Limit } from '../limits.js';
import type { Run } from '../runs/run-history.js';
import type { Settings, WorkbenchSession } from '../session.js';
import { ASSETS, describePolicy, formatPage, readAsset } from './assets.js';
import { RequestError, readBody, send, sendJson, sendText } from './exchange.js';
import { refuse } from './guard.js';
import type { Hub } from './hub.js';

/** What is served. */
export interface Served {
  readonly title: string;
  readonly token: string;
  readonly files: ActionFiles;
  readonly session: WorkbenchSession;
  readonly hub: Hub;
}

type Route = (served: Served, exchange: Exchange) => void | Promise<void>;

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly query: URLSearchParams;
}

/** What the page asks for, by method and path. All of them need the token in a header. */
const ROUTES: Readonly<Record<string, Route>> = {
  'GET /api/events': ({ hub }, { response }) => hub.connect(response),
  'GET /api/file': ({ files }, { response, query }) => sendJson(response, 200, files.read(requireName(query))),
  'PUT /api/file': async ({ files }, { request, response, query }) => {
    const text = await readBody(request);
    const name = requireName(query);
    const { version } = files.write(name, text, String(request.headers['if-match'] ?? ''));
    sendJson(response, 200, { version });
  },
  'POST /api/file': async ({ files, hub }, { request, response, query }) => {
    const text = await readBody(request);
    const { version } = files.create(requireName(query), text);
    hub.sendFiles();
    sendJson(response, 201, { version });
  },
  'POST /api/rename': ({ files, hub }, { response, query }) => {
    files.rename(requireName(query), requireName(query, 'to'));
    hub.sendFiles();
    sendJson(response, 200, {});
  },
  'DELETE /api/file': ({ files, hub }, { request, response, query }) => {
    files.remove(requireName(query), String(request.headers['if-match'] ?? ''));
    hub.sendFiles();
    sendJson(response, 200, {});
  },
  'POST /api/run': ({ session }, { response }) => {
    session.run();
    sendJson(response, 202, {});
  },
  'POST /api/stop': ({ session }, { response }) => {
    session.stop();
    sendJson(response, 202, {});
  },
  'PUT /api/parameters': async ({ session }, { request, response }) => {
    const text = await readBody(request);
    reported(() => session.setParameters(text));
    sendJson(response, 200, {});
  },
  'PUT /api/settings': async ({ session }, { request, response }) => {
    const settings = parseSettings(await readBody(request));
    reported(() => session.configure(settings));
    sendJson(response, 200, session.settings);
  },
  'GET /api/input': ({ session }, { response, query }) =>
    sendText(
      response,
      200,
      reported(() => session.inputs.read(requireName(query))),
    ),
  'PUT /api/input': async ({ session, hub }, { request, response, query }) => {
    const text = await readBody(request);
    reported(() => session.inputs.save(requireName(query), text));
    hub.send('inputs', session.inputs.list());
    sendJson(response, 200, {});
  },
  'GET /api/result': ({ hub }, { response, query }) => sendText(response, 200, findRun(hub, query).result ?? ''),
  'GET /api/logs': ({ hub }, { response, query }) => sendJson(response, 200, findRun(hub, query).log.lines),
  'GET /api/run-parameters': ({ hub }, { response, query }) => sendText(response, 200, findRun(hub, query).parameters),
  'GET /api/compare': ({ hub, session }, { response, query }) => {
    const before = findRun(hub, query, 'before');
    const after = findRun(hub, query, 'after');
    sendText(response, 200, session.compare(describeEnd(before), describeEnd(after)));
  },
};

const FILE_STATUSES: Readonly<Record<FileFault, number>> = {
  missing: 404,
  refused: 403,
  'not a text': 415,
  'too large': 413,
  conflict: 409,
  exists: 409,
};

/** Answers a request. */
export async function answer(served: Served, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    await route(served, request, response);
  } catch (error) {
    if (response.headersSent) {
      response.destroy();
    } else {
      const status = statusOf(error);
      const message = error instanceof Error ? error.message : String(error);
      sendText(response, status, message);
    }
  }
}

async function route(served: Served, request: IncomingMessage, response: ServerResponse): Promise<void> {
  // A target that is an address, as a proxy gets, is refused like an unknown path.
  const target = request.url?.startsWith('/') ? request.url : '/unknown';
  const url = new URL(`http://localhost${target}`);
  const { pathname: path, searchParams: query } = url;
  const isApi = path.startsWith('/api/');
  const reason = refuse(request, url, isApi ? 'header' : 'address', served.token);
  if (reason !== undefined) {
    return sendText(response, 403, reason);
  }
  const method = request.method === 'HEAD' ? 'GET' : (request.method ?? '');
  const asset = Object.hasOwn(ASSETS, path) ? ASSETS[path] : undefined;
  if (method === 'GET' && path === '/') {
    const nonce = randomBytes(16).toString('base64');
    const policy = { 'Content-Security-Policy': describePolicy(nonce) };
    return send(response, 200, 'text/html; charset=utf-8', formatPage(served.title, served.token, nonce), policy);
  }
  if (method === 'GET' && asset) {
    return send(response, 200, asset.type, readAsset(asset.file));
  }
  const key = `${method} ${path}`;
  const handler = Object.hasOwn(ROUTES, key) ? ROUTES[key] : undefined;
  if (!handler) {
    return sendText(response, 404, `Not found: ${request.method} ${path}.`);
  }
  await handler(served, { request, response, query });
}

function statusOf(error: unknown): number {
  if (error instanceof FileError) {
    return FILE_STATUSES[error.fault];
  }
  return error instanceof RequestError ? error.status : 500;
}

/** Errors of the session are about what the user has written. */
function reported<T>(use: () => T): T {
  try {
    return use();
  } catch (error) {
    throw new RequestError(400, error instanceof Error ? error.message : String(error));
  }
}

function requireName(query: URLSearchParams, key = 'name'): string {
  const name = query.get(key);
  if (name === null) {
    throw new RequestError(400, 'The name is missing.');
  }
  return name;
}

function findRun(hub: Hub, query: URLSearchParams, key = 'id'): Run {
  const run = hub.history.find(query.get(key) ?? '');
  if (!run) {
    throw new RequestError(404, 'This run is not kept any more.');
  }
  return run;
}

/** What is compared: the result, or why there is none. */
function describeEnd({ result, summary }: Run): string {
  return result ?? summary.message ?? '';
}

function parseSettings(text: string): Settings {
  const value = parseJson(text) as Partial<Record<keyof Settings, unknown>> | null | undefined;
  const { timeoutMs, hasDeadline, memoryMb, logsMb, env } = value ?? {};
  const isVariables =
    typeof env === 'object' &&
    env !== null &&
    !Array.isArray(env) &&
    Object.values(env).every((each) => typeof each === 'string');
  if (
    !isWithin(timeoutMs, LIMITS.timeoutMs) ||
    typeof hasDeadline !== 'boolean' ||
    !(memoryMb === null || isWithin(memoryMb, LIMITS.memoryMb)) ||
    !(logsMb === null || isWithin(logsMb, LIMITS.logsMb)) ||
    !isVariables
  ) {
    throw new RequestError(
      400,
      'The settings are timeoutMs, hasDeadline, memoryMb, logsMb and env, within their limits.',
    );
  }
  return { timeoutMs, hasDeadline, memoryMb, logsMb, env: env as Record<string, string> };
}

function isWithin(value: unknown, { min, max }: Limit): value is number {
  return Number.isInteger(value) && (value as number) >= min && (value as number) <= max;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RequestError(400, 'The request is not JSON.');
  }
}

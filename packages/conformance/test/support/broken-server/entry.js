import { answerJson, isObject, parseMessage, RequestError, readBody } from './messages.js';

const ANY_ORIGIN = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Methods': 'OPTIONS, GET, DELETE, POST, PUT, HEAD, PATCH',
  'Access-Control-Allow-Headers': 'Authorization, Origin, X-Requested-With, Content-Type, Accept, User-Agent',
};

/** The single entry point of Knative: init, run or both at `/`. */
export async function handleEntry({ request, response, action, environment, drain, is }) {
  const { method, headers } = request;
  const isProbe = /^kube-probe\//.test(headers['user-agent'] ?? '') && (method === 'GET' || method === 'HEAD');
  if (isProbe && !is('probe-runs-action')) return answerJson(response, 200, { status: 'ready' });
  const methods = (environment.__OW_HTTP_METHODS ?? 'POST').toUpperCase().match(/[A-Z]+/g) ?? [];
  if (!methods.includes(method) && !is('any-method')) {
    throw new RequestError(405, `/ accepts ${methods.join(', ')}.`);
  }
  const body = await readBody(request, is);
  if (drain.isRefusing) throw new RequestError(503, 'The runtime is shutting down.');
  const isRaw = environment.__OW_ACTION_RAW === 'true';
  const isDedicated = Boolean(environment.__OW_ACTION_CODE);
  const event = readEvent(request, body, is);
  const message = event ?? (isRaw ? parseLeniently(body) : parseMessage(body));
  const isPlatform =
    isObject(message) && Object.keys(message).every((name) => ['init', 'activation', 'value'].includes(name)) && !event;
  if (isPlatform && message.init !== undefined) {
    if (isDedicated && !is('dedicated-accepts-init')) {
      throw new RequestError(403, 'Cannot initialize a runtime with a dedicated function.');
    }
    if (is('no-stem-cells')) throw new RequestError(403, 'Cannot initialize this runtime.');
    const done = isDedicated
      ? { status: 200, text: '{"ok":true}' }
      : await action.init(Buffer.from(JSON.stringify({ value: message.init })));
    if (message.activation === undefined || done.status !== 200 || is('init-and-run-only-initializes')) {
      return answerJson(response, done.status, done.text, cors(is));
    }
  }
  const value = isPlatform ? (message.value ?? {}) : event ? message.data : message;
  const plain = isPlatform || event || !is('plain-json-ignored') ? value : {};
  if (!isRaw && (typeof plain !== 'object' || plain === null))
    throw new RequestError(404, 'The parameters must be an object or array.');
  const parameters = withRequest(plain, { request, body, isRaw, isPlatform, event, environment, is });
  const activation =
    isPlatform && isObject(message.activation) && !is('entry-without-context') ? message.activation : {};
  const text = JSON.stringify(parameters);
  const result = await action.run(Buffer.from(JSON.stringify({ value: parameters })), { value: text, activation });
  respond(response, result, is);
}

function readEvent({ headers }, body, is) {
  const isStructured = /^application\/cloudevents\+json/.test(headers['content-type'] ?? '');
  if (isStructured && !is('structured-events-not-supported')) {
    const { data, ...attributes } = parseMessage(body);
    return {
      data: data ?? {},
      headers: Object.fromEntries(Object.entries(attributes).map(([name, text]) => [`ce-${name}`, text])),
    };
  }
  if (headers['ce-specversion'] === undefined || is('binary-events-not-supported')) return undefined;
  return { data: parseMessage(body), headers: {} };
}

function parseLeniently(body) {
  try {
    return parseMessage(body);
  } catch {
    return undefined; // a raw action gets what is not JSON
  }
}

function withRequest(value, { request, body, isRaw, isPlatform, event, environment, is }) {
  if (Array.isArray(value)) return value;
  const url = new URL(request.url, 'http://runtime');
  const context = {
    __ow_method: request.method,
    __ow_headers: is('entry-without-headers') ? {} : { ...request.headers, ...event?.headers },
    __ow_path: '',
    __ow_user: environment.__OW_NAMESPACE ?? '',
  };
  if (!isRaw) return { ...value, ...context };
  const sent = isPlatform ? Buffer.from(JSON.stringify(value)) : body;
  const query = is('raw-without-query') ? {} : Object.fromEntries(url.searchParams);
  return {
    ...context,
    __ow_query: query,
    __ow_body: is('raw-body-as-text') ? sent.toString() : sent.toString('base64'),
  };
}

/** A result with `statusCode`, `headers` or `body` describes the answer. */
function respond(response, { status, text }, is) {
  const parsed = JSON.parse(text);
  const isWeb = isObject(parsed) && ['statusCode', 'headers', 'body'].some((name) => name in parsed);
  if (status !== 200 || !isWeb) return answerJson(response, status, text, cors(is));
  const { statusCode, headers = {}, body = '' } = parsed;
  const given = Object.keys(headers).find((name) => name.toLowerCase() === 'content-type');
  const fallback = typeof body === 'string' && !is('text-body-is-json') ? 'text/html' : 'application/json';
  const type = given === undefined ? fallback : String(headers[given]);
  const isBinary = /^(image|audio|video|font)\//.test(type) && !is('image-body-as-text');
  const bytes =
    typeof body === 'string' ? Buffer.from(body, isBinary ? 'base64' : 'utf8') : Buffer.from(JSON.stringify(body));
  const code = statusCode ?? (bytes.length === 0 && !is('empty-body-is-200') ? 204 : 200);
  const length = code === 204 ? {} : { 'Content-Length': bytes.length, 'Content-Type': type };
  response.writeHead(is('status-code-ignored') ? 200 : code, {
    ...cors(is),
    ...(is('headers-ignored') ? {} : headers),
    ...length,
  });
  response.end(code === 204 ? undefined : bytes);
}

function cors(is) {
  return is('no-cross-origin-headers') ? {} : ANY_ORIGIN;
}

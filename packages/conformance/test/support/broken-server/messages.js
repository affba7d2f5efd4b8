/** A request that is refused. */
export class RequestError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

const MAX_BODY_BYTES = 128 * 1024 * 1024;

/** Reads a body whole. */
export async function readBody(request, is) {
  if (request.headers['content-encoding'] !== undefined && !is('ignores-content-encoding')) {
    request.resume();
    throw new RequestError(415, 'The body is compressed.');
  }
  if (is('reads-declared-length') && request.headers['content-length'] === undefined) return Buffer.alloc(0);
  const limit = is('small-body-limit') ? 1024 * 1024 : MAX_BODY_BYTES;
  if (is('first-piece-only')) {
    for await (const chunk of request.iterator({ destroyOnReturn: false })) return chunk;
  }
  const chunks = [];
  let length = 0;
  try {
    for await (const chunk of request) {
      length += chunk.length;
      if (length <= limit) chunks.push(chunk);
    }
  } catch {
    if (!is('runs-half-a-request')) throw new RequestError(400, 'The body is not complete.');
  }
  if (length > limit) throw new RequestError(413, 'The body is too large.');
  const isCompressed = request.headers['content-encoding'] !== undefined;
  return isCompressed ? Buffer.alloc(0) : Buffer.concat(chunks);
}

/** Answers with JSON: a text that is JSON already, or a value. */
export function answerJson(response, status, body, headers = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}

export function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The message in a body; an empty one is `{}`. */
export function parseMessage(body) {
  const text = body.toString();
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text) ?? {};
  } catch {
    throw new RequestError(400, 'The body is not JSON.');
  }
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/** The text of a member of an object of JSON, as it was sent, on one line; the last one of that name. */
export function rawMember(text, name) {
  let depth = 0;
  let key;
  let isKey = false;
  let start = -1;
  let found;
  let previous = 0;
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    if (start >= 0 && depth === 1 && (token === ',' || token === '}')) {
      if (key === name) found = text.slice(start, previous);
      start = -1;
    }
    if (depth === 1 && token === ':' && start < 0) {
      start = index + 1;
    } else if (depth === 1 && start < 0 && isKey && token.startsWith('"')) {
      key = JSON.parse(token);
    }
    if (token === '{' || token === '[') depth += 1;
    if (token === '}' || token === ']') depth -= 1;
    isKey = depth === 1 && (token === '{' || token === ',');
    previous = index + token.length;
  }
  return found?.trim().replace(/[\r\n]+/g, ' ');
}

import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { createAction } from './action.js';
import { createDrain } from './drain.js';
import { handleEntry } from './entry.js';
import { createLogs } from './logs.js';
import { answerJson, RequestError, readBody } from './messages.js';
import { parse, spoilBody } from './spoil-messages.js';

/** How long servers with such a fault keep a connection on which nothing is sent. */
const IDLE_MS = 2_500;

/**
 * @param {{environment: Record<string, string | undefined>, directory: string, stdout(bytes: Buffer): void, stderr(bytes: Buffer): void,
 *   exit(status: number): void}} options
 */
export function createRuntime({ environment, directory, stdout, stderr, exit }) {
  const is = (fault) => environment.FAULT === fault;
  const isKnative = environment.__OW_RUNTIME_PLATFORM === 'knative';
  const logs = createLogs({ stdout, stderr, is });
  const action = createAction({ environment, directory, logs, is });
  const drain = createDrain({ action, exit, is, isKnative, close, stderr });
  const server = createServer({ requestTimeout: 0 }, (request, response) => {
    void handle(request, response);
  });
  server.httpAllowHalfOpen = !is('half-closed-is-closed');
  const sockets = new Set();
  const counts = new WeakMap();
  const answered = new WeakSet();
  const requests = new Set();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
  });
  // Without a listener, Node.js says that it may continue.
  if (is('never-continues')) server.on('checkContinue', handle);
  server.on('clientError', (error, socket) => {
    if (is('bad-request-stops-server')) return void exit(1);
    if (is('large-headers-stop-server') && error.code === 'HPE_HEADER_OVERFLOW') return void exit(1);
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
  });

  async function handle(request, response) {
    response.on('error', () => undefined);
    drain.enter(response);
    try {
      await route(request, response);
    } catch (error) {
      if (error instanceof RequestError) answerJson(response, error.status, { error: error.message });
      else answerJson(response, 500, { error: String(error) });
    } finally {
      drain.leave();
    }
  }

  async function route(request, response) {
    const { method } = request;
    spoilConnection(request);
    const path = request.url.split('?', 1)[0];
    if (path === '/health' && !is('no-health')) {
      const stopping = drain.isStopping && !is('health-says-ready');
      return answerJson(response, stopping ? 503 : 200, { status: stopping ? 'stopping' : 'ready' });
    }
    if (isKnative && path === '/') return await handleEntry({ request, response, action, environment, drain, is });
    if (path !== '/init' && path !== '/run' && is('any-path-runs')) return answerJson(response, 200, {});
    if (path === '/run' && method === 'GET' && is('get-runs')) return answerJson(response, 200, {});
    if (isKnative || (path !== '/init' && path !== '/run')) throw new RequestError(404, `There is no ${path}.`);
    if (method !== 'POST') throw new RequestError(405, `${path} accepts POST.`);
    const body = spoilBody(await readBody(request, is), request, is);
    if (is('frame-after-malformed-json') && parse(body) === undefined) logs.open().frame();
    if (is('malformed-json-stops-server') && parse(body) === undefined) response.on('finish', () => exit(1));
    if (drain.isRefusing) throw new RequestError(503, 'The runtime is shutting down.');
    const result = path === '/init' ? await action.init(body) : await action.run(body);
    if (result.drop) response.destroy();
    else await send(request, response, path, result);
  }

  /** Faults of connections. */
  function spoilConnection(request) {
    const { socket } = request;
    const { known = 0, reading = [] } = counts.get(socket) ?? {};
    counts.set(socket, { known: known + 1, reading });
    if (is('one-request-per-connection') && known > 0) socket.destroy();
    if (is('idle-connections-count') && sockets.size > 45) socket.destroy();
    if (request.httpVersion === '1.0' && is('http-1-0-refused')) throw new RequestError(505, 'HTTP/1.0 is too old.');
    if (is('half-request-blocks') && [...requests].some(({ complete }) => !complete)) socket.destroy();
    requests.add(request);
    if (is('disconnect-stops-server')) socket.on('end', () => !answered.has(socket) && exit(1));
  }

  /** Sends an answer, with the faults that it may have. */
  async function send({ socket, httpVersion }, response, path, { status, text, headers }) {
    answered.add(socket);
    const isKept = (counts.get(socket)?.known ?? 0) > 1;
    if (is('delays-kept-connections') && isKept) await sleep(200);
    if (is('init-answer-chunked') && path === '/init') return chunked(response, status, text);
    if (is('run-answer-chunked') && path === '/run') return chunked(response, status, text);
    if (is('http-1-0-keeps-connection') && httpVersion === '1.0') response.shouldKeepAlive = true;
    if (is('http-1-0-closes-late') && httpVersion === '1.0') {
      response.shouldKeepAlive = true;
      setTimeout(() => socket.end(), IDLE_MS).unref();
    }
    const type = is('answer-is-text') ? { 'Content-Type': 'text/plain' } : {};
    answerJson(response, status, text, { ...headers, ...type });
    if (is('crash-stops-server') && text.includes('was killed')) setTimeout(() => exit(1), 5);
  }

  async function close() {
    await action.stop();
    if (is('keeps-idle-connections-a-while') && sockets.size > 0) await sleep(IDLE_MS);
    if (!is('waits-for-idle-connections')) server.close();
    await new Promise((resolve) => {
      const check = () => (sockets.size === 0 ? resolve() : setTimeout(check, 10));
      check();
    });
  }

  return {
    /** @returns {Promise<number>} the port */
    async listen(port) {
      await action.prepare();
      if (is('banner')) stdout(Buffer.from('listening\n'));
      if (isKnative && environment.__OW_ACTION_CODE) {
        const binary = environment.__OW_ACTION_BINARY === 'true';
        const value = { code: environment.__OW_ACTION_CODE, binary, main: environment.__OW_ACTION_MAIN ?? 'main' };
        const { status, text } = await action.init(Buffer.from(JSON.stringify({ value })));
        if (status !== 200 && !is('dedicated-runs-stub')) {
          stderr(Buffer.from(`${text}\n`));
          exit(1);
          throw new Error('the init failed');
        }
      }
      await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
      return server.address().port;
    },
    signal: (name) => drain.signal(name),
    /** Ends everything at once. */
    async destroy() {
      server.close();
      server.closeAllConnections();
      action.kill();
    },
  };
}

function chunked(response, status, text) {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.write(text.slice(0, 1));
  response.end(text.slice(1));
}

import { createServer } from 'node:http';
import { createAction } from './action.js';
import { createDrain } from './drain.js';
import { handleEntry } from './entry.js';
import { createLogs } from './logs.js';
import { answerJson, RequestError, readBody } from './messages.js';

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
  server.httpAllowHalfOpen = true;
  const sockets = new Set();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
  });
  server.on('clientError', (_error, socket) => {
    if (is('bad-request-stops-server')) return void exit(1);
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
    const path = request.url.split('?', 1)[0];
    if (path === '/health') {
      const stopping = drain.isStopping && !is('health-says-ready');
      return answerJson(response, stopping ? 503 : 200, { status: stopping ? 'stopping' : 'ready' });
    }
    if (isKnative && path === '/') return await handleEntry({ request, response, action, environment, drain, is });
    if (isKnative || (path !== '/init' && path !== '/run')) throw new RequestError(404, `There is no ${path}.`);
    if (method !== 'POST') throw new RequestError(405, `${path} accepts POST.`);
    const body = await readBody(request, is);
    if (drain.isRefusing) throw new RequestError(503, 'The runtime is shutting down.');
    const { status, text, headers } = path === '/init' ? await action.init(body) : await action.run(body);
    answerJson(response, status, text, headers);
  }

  async function close() {
    await action.stop();
    server.close();
    if (!is('waits-for-idle-connections')) server.closeIdleConnections();
    await new Promise((resolve) => {
      const check = () => (sockets.size === 0 ? resolve() : setTimeout(check, 10));
      check();
    });
  }

  return {
    /** @returns {Promise<number>} the port */
    async listen(port) {
      await action.prepare();
      if (isKnative && environment.__OW_ACTION_CODE) {
        const binary = environment.__OW_ACTION_BINARY === 'true';
        const value = { code: environment.__OW_ACTION_CODE, binary, main: environment.__OW_ACTION_MAIN ?? 'main' };
        const { status, text } = await action.init(Buffer.from(JSON.stringify({ value })));
        if (status !== 200 && !is('dedicated-ignores-failure')) {
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

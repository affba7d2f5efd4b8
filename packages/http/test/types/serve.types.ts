/** What must not compile does not: checked by `npm run typecheck`, run by nobody. */
import { type ActionRunner, NativeRunner, type RunnerErrorCode } from '@actionrunner/core';
import {
  checkHealth,
  createApp,
  createHandlers,
  getStatus,
  readServeSettings,
  type ServeOptions,
  serve,
  serveOrExit,
} from '@actionrunner/http';
import { serve as serveAlone } from '@actionrunner/http/serve';

/** Every option, as the reference says. */
export const EVERY_OPTION: Required<ServeOptions> = {
  port: 8080,
  host: '0.0.0.0',
  socket: undefined,
  health: true,
  platform: 'knative',
  httpMethods: ['GET', 'POST'],
  allowReinit: false,
  onFailure: 'keep',
  concurrency: undefined,
  maxQueue: 100,
  timeoutMs: undefined,
  reserveMs: 100,
  maxBodyBytes: 1_000,
  maxResultBytes: 1_000,
  maxLogBytes: 1_000,
  maxArchiveBytes: 1_000,
  maxArchiveEntries: 10,
  headersTimeoutMs: 1_000,
  requestTimeoutMs: 1_000,
  drainTimeoutMs: 5_000,
  logFormat: 'json',
  explain: true,
  leftovers: 'leave',
  user: { uid: 1000, gid: 1000 },
  logs: { write: () => undefined, frame: () => undefined },
  environment: {},
  onWarning: () => undefined,
  signals: false,
};

export async function serveWrongly(runner: ActionRunner): Promise<void> {
  // @ts-expect-error there is no option of this name
  await serve(runner, { prot: 8080 });
  // @ts-expect-error a port is a number
  await serve(runner, { port: '8080' });
  // @ts-expect-error one of two words
  await serve(runner, { platform: 'lambda' });
  // @ts-expect-error one of two words
  await serve(runner, { onFailure: true });
  // @ts-expect-error one of two words
  await serve(runner, { logFormat: 'xml' });
  // @ts-expect-error methods are a list
  await serve(runner, { httpMethods: 'GET' });
  // @ts-expect-error methods are in capitals
  await serve(runner, { httpMethods: ['get'] });
  // @ts-expect-error a user has a group
  await serve(runner, { user: { uid: 1000 } });
  // @ts-expect-error true or false
  await serve(runner, { signals: ['SIGTERM'] });
  // @ts-expect-error a sink has frames
  await serve(runner, { logs: { write: () => undefined } });
  // @ts-expect-error variables are strings
  await serve(runner, { environment: { PORT: 8080 } });
  // @ts-expect-error an instance, not a class
  await serve(NativeRunner);
  // @ts-expect-error there is no option of this name
  await serveAlone(runner, { prot: 8080 });

  const running = await serveOrExit(() => runner, EVERY_OPTION);
  // @ts-expect-error a function creates a runner
  await serveOrExit(() => 'runner');
  // @ts-expect-error there is no option of this name
  await serveOrExit(runner, { timeout: 1_000 });
  // @ts-expect-error the address cannot be changed
  running.url = '';

  createApp(running.proxy, { health: false });
  // @ts-expect-error there is no option of this name
  createApp(running.proxy, { port: 8080 });
  // @ts-expect-error without the rest
  createHandlers(running.proxy, { health: false });

  // @ts-expect-error there is no setting of this name
  readServeSettings({}, {}).timeout;
  // @ts-expect-error variables are strings
  await checkHealth({ PORT: 8080 });
}

export const STATUS: number = getStatus('ERR_RUNNER_BUILD');
// @ts-expect-error there is no code of this name
export const UNKNOWN: RunnerErrorCode = 'ERR_RUNNER_UNKNOWN';

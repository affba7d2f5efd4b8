import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ActionProxy, type ActionRunner, NativeRunner, placeStub } from '@actionrunner/core';
import { createApp, type RunningServer, type ServeSettings, serve } from '@actionrunner/http';
import { afterTest, temporaryDirectory } from '../../../../test/support/clean-up.js';
import { MemoryLogSink } from '../../../core/test/support/memory-log-sink.js';

/** A server that a test talks to. */
export interface TestServer {
  readonly url: string;
  readonly proxy: ActionProxy;
  readonly logs: MemoryLogSink;
}

/** Settings that both ways of serving have. */
export type ServerOptions = Partial<Omit<ServeSettings, 'port' | 'host' | 'socket'>>;

/** Starts a server for the current test. */
export type StartServer = (runner?: ActionRunner, options?: ServerOptions) => Promise<TestServer>;

/** A runner of executables in an empty directory. */
export function nativeRunner(): NativeRunner {
  return new NativeRunner({ directory: temporaryDirectory() });
}

/** The same in a directory that has the stub, as in the skeleton image. */
export async function stubRunner(): Promise<NativeRunner> {
  const runner = nativeRunner();
  await placeStub(runner.directory);
  return runner;
}

/** `serve` with the given variables and no others. */
export async function startServer(
  runner: ActionRunner = nativeRunner(),
  options: ServerOptions = {},
  environment: Record<string, string> = {},
): Promise<TestServer & RunningServer> {
  const logs = new MemoryLogSink();
  const server = await serve(runner, { port: 0, host: '127.0.0.1', logs, environment, signals: false, ...options });
  afterTest(() => {
    server.proxy.abort();
    return server.close();
  });
  // Not a copy, which would read all of it, and so load `node:http`.
  return Object.assign(server, { logs });
}

/** `createApp` on a plain HTTP server. */
async function startApp(runner: ActionRunner = nativeRunner(), options: ServerOptions = {}): Promise<TestServer> {
  const logs = new MemoryLogSink();
  const proxy = new ActionProxy(runner, { logs, ...options });
  const server = createServer(createApp(proxy, options));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterTest(async () => {
    proxy.abort();
    await proxy.stop();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, proxy, logs };
}

/** Both ways of serving a runner, which must behave alike. */
export const SERVERS: readonly { readonly name: string; readonly start: StartServer }[] = [
  { name: 'createApp', start: startApp },
  { name: 'serve', start: startServer },
];

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDeferred } from '../../src/deferred.js';
import { RuntimeLogs } from '../../src/logs/runtime-logs.js';
import { type Exit, StartFailure, type Target } from '../../src/target/target.js';
import { createRuntime } from './broken-server/create-runtime.js';

/** What is written is there at once. */
const SETTLE_MS = 5;

/** The server of the tests in this process, which makes a runtime of it cheap. @param variables such as `FAULT` */
export function brokenTarget(variables: Readonly<Record<string, string>>): Target {
  return {
    kind: 'command',
    name: 'broken-server.mjs',
    abilities: new Set(['fresh', 'logs', 'environment', 'signals'] as const),
    concurrency: 8,
    close: () => Promise.resolve(),
    async start({ environment = {} }) {
      const folder = await mkdtemp(join(tmpdir(), 'broken-'));
      const logs = new RuntimeLogs(SETTLE_MS);
      const { promise: exited, resolve } = createDeferred<Exit>();
      const runtime = createRuntime({
        environment: { PATH: process.env['PATH'], ...variables, ...environment },
        directory: join(folder, 'action'),
        stdout: (bytes: Buffer) => logs.stdout.push(bytes),
        stderr: (bytes: Buffer) => logs.stderr.push(bytes),
        exit(code: number) {
          void runtime.destroy();
          resolve({ code, signal: null });
        },
      });
      const stop = async (): Promise<void> => {
        await runtime.destroy();
        await rm(folder, { recursive: true, force: true, maxRetries: 3 });
      };
      try {
        const port = await runtime.listen(0);
        return {
          address: { host: '127.0.0.1', port },
          logs,
          exited,
          shared: undefined,
          stop,
          kill: (signal) => Promise.resolve(runtime.signal(signal)),
        };
      } catch (error) {
        await stop();
        const [stdout, stderr] = [logs.stdout.peek().toString(), logs.stderr.peek().toString()];
        throw new StartFailure((error as Error).message, { stdout, stderr });
      }
    },
  };
}

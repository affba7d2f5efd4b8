import { existsSync, readdirSync } from 'node:fs';
import { request } from 'node:http';
import { dirname } from 'node:path';
import { MemoryLogSink } from '../../core/test/support/memory-log-sink.js';
import { type LocalRuntime, withLocalRuntime } from '../src/local-runtime.js';

const EVENTS = ['exit', 'SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'];

describe('withLocalRuntime', () => {
  const listeners = () => EVENTS.map((event) => process.listenerCount(event));
  let before: number[];
  beforeEach(() => {
    before = listeners();
  });
  afterEach(() => {
    expect(listeners()).toEqual(before);
  });

  const options = (runnerName = 'native', stub = false) => ({ runnerName, stub, logs: new MemoryLogSink() });

  /** Status of an empty init; a rejection when nothing listens. */
  const init = ({ url }: LocalRuntime): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const outgoing = request(`${url}/init`, { method: 'POST', agent: false }, (response) => {
        resolve(response.resume().statusCode);
      });
      outgoing.once('error', reject).end('{}');
    });

  const expectGone = async (runtime: LocalRuntime | undefined) => {
    expect(existsSync(dirname(runtime?.directory as string))).toBe(false);
    await expect(init(runtime as LocalRuntime)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  };

  it('lends a runtime on the loopback interface, and removes it', async () => {
    let lent: LocalRuntime | undefined;
    const logs = new MemoryLogSink();
    const result = await withLocalRuntime({ ...options(), logs }, async (runtime) => {
      lent = runtime;
      expect(runtime.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
      expect(readdirSync(runtime.directory)).toEqual([]);
      return await init(runtime);
    });
    expect(result).toBe(502);
    expect(logs.stderr).toMatch(/exec is missing/);
    await expectGone(lent);
  });

  it('has the stub if it is asked for', async () => {
    const use = async (runtime: LocalRuntime) => [readdirSync(runtime.directory), await init(runtime)];
    expect(await withLocalRuntime(options('native', true), use)).toEqual([['exec'], 200]);
  });

  it('removes the runtime, too, when its use fails', async () => {
    let lent: LocalRuntime | undefined;
    const failure = new Error('no use');
    const use = async (runtime: LocalRuntime) => {
      lent = runtime;
      throw failure;
    };
    await expect(withLocalRuntime(options(), use)).rejects.toBe(failure);
    await expectGone(lent);
  });

  it('leaves nothing when the runner is unknown', async () => {
    const use = jest.fn();
    await expect(withLocalRuntime(options('perl'), use)).rejects.toMatchObject({ exitCode: 3 });
    expect(use).not.toHaveBeenCalled();
  });
});

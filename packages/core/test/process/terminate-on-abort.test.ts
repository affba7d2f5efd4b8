import type { RunningProcess } from '../../src/process/running-process.js';
import { terminateOnAbort } from '../../src/process/terminate.js';
import { cancelBy } from '../support/memory-log-sink.js';
import { setUpStarter, WAYS } from '../support/starter.js';
import { setUpSandbox } from '../support/tree.js';

/** Long enough for any machine; no test waits for it. */
const LONG_MS = 60_000;

describe.each(WAYS)('terminateOnAbort, through %s', (way) => {
  const sandbox = setUpSandbox();
  const starter = setUpStarter(way, sandbox);
  let child: RunningProcess;
  let output: string;
  let spare: () => void;
  beforeEach(() => {
    output = '';
    spare = () => undefined;
  });

  afterEach(async () => {
    spare();
    child.kill('SIGKILL');
    await child.exited;
  });

  /** Starts a shell script, and waits until it writes something. */
  const start = async (script: string) => {
    const env = { PATH: process.env.PATH ?? '' };
    child = await starter.start({ command: ['sh', '-c', script], cwd: sandbox.directory, env, input: 'pipe' });
    await new Promise((resolve) => {
      child.stdout.on('data', (bytes: Buffer) => {
        output += bytes;
        resolve(undefined);
      });
    });
  };
  const closed = () => new Promise((resolve) => child.stdout.once('close', resolve));

  test('lets a process finish its work on SIGTERM', async () => {
    await start("trap 'echo saved; exit 3' TERM; echo ready; while :; do sleep 0.05; done");
    const controller = new AbortController();
    spare = terminateOnAbort(child, cancelBy(controller.signal), LONG_MS);
    const end = closed();
    controller.abort();
    expect(await child.exited).toEqual({ code: 3, signal: null });
    await end;
    expect(output).toBe('ready\nsaved\n');
  });

  test('kills a process that ignores SIGTERM when the grace is over', async () => {
    await start("trap 'echo ignored' TERM; echo ready; while :; do sleep 0.05; done");
    const controller = new AbortController();
    spare = terminateOnAbort(child, cancelBy(controller.signal), 2_000);
    const end = closed();
    controller.abort();
    expect(await child.exited).toEqual({ code: null, signal: 'SIGKILL' });
    await end;
    expect(output).toBe('ready\nignored\n');
  });

  test('kills at once without a grace', async () => {
    await start("trap 'echo ignored' TERM; echo ready; while :; do sleep 0.05; done");
    const controller = new AbortController();
    spare = terminateOnAbort(child, cancelBy(controller.signal), 0);
    controller.abort();
    expect(await child.exited).toEqual({ code: null, signal: 'SIGKILL' });
    expect(output).toBe('ready\n');
  });

  test('ends a process at once when all is over already', async () => {
    await start('echo ready; sleep 1000');
    spare = terminateOnAbort(child, cancelBy(AbortSignal.abort()), LONG_MS);
    expect(await child.exited).toEqual({ code: null, signal: 'SIGTERM' });
  });

  test('leaves a spared process alone', async () => {
    await start('echo ready; read -r line; echo "$line"');
    const controller = new AbortController();
    terminateOnAbort(child, cancelBy(controller.signal), 0)();
    controller.abort();
    const end = closed();
    child.stdin?.end('still here\n');
    expect(await child.exited).toEqual({ code: 0, signal: null });
    await end;
    expect(output).toBe('ready\nstill here\n');
  });
});

import type { ActionProxyOptions } from '../../src/proxy/action-proxy.js';
import { NativeRunner } from '../../src/runner/native-runner.js';
import { FRAME, Proxied } from '../support/proxied.js';
import { ScriptedRunner } from '../support/scripted-runner.js';
import { setUpSandbox } from '../support/tree.js';

describe('logs as lines of JSON', () => {
  const sandbox = setUpSandbox();
  let action: Proxied;
  beforeEach(() => {
    make();
  });
  afterEach(() => action.close());

  const make = (options: ActionProxyOptions = {}) => {
    action = Proxied.of(new NativeRunner({ directory: sandbox.directory }), { logFormat: 'json', ...options });
  };

  /** The records of a stream without their time, and the frame as it is. */
  const recordsOf = (log: string): unknown[] =>
    log
      .split('\n')
      .slice(0, -1)
      .map((line) => {
        if (line === FRAME.trim()) {
          return 'frame';
        }
        const { time, ...record } = JSON.parse(line) as Record<string, unknown>;
        expect(time).toEqual(expect.any(String));
        return record;
      });
  const logged = () => {
    const { stdout, stderr } = action.logged();
    return [recordsOf(stdout), recordsOf(stderr)];
  };
  const record = (stream: string, message: unknown, more: object = {}) => ({
    activationId: 'id-1',
    stream,
    message,
    ...more,
  });

  /** What an activation of a shell script logs. */
  async function logsOf(script: string, context: () => Record<string, unknown> = () => ({})) {
    await action.init(`#!/bin/sh\n${script}\n`);
    expect(logged()).toEqual([[], []]);
    await action.run({}, { activation_id: 'id-1', ...context() }).catch(() => undefined);
    return logged();
  }

  test('each line of an activation has its id and stream, the frame stays as it is', async () => {
    expect(await logsOf('echo out; printf err >&2; echo "{}"')).toEqual([
      [record('stdout', 'out'), 'frame'],
      [record('stderr', 'err'), 'frame'],
    ]);
  });

  test('a result with an error is told with its code; it is no line of plain logs', async () => {
    const code = 'ERR_RUNNER_APPLICATION';
    expect(await logsOf('echo \'{"error":"secret"}\'')).toEqual([
      ['frame'],
      [record('stderr', 'The action returned an error.', { code, phase: 'run' }), 'frame'],
    ]);
  });

  test('a bad result: the line, the code and the reason', async () => {
    expect(await logsOf('echo text')).toEqual([
      [record('stdout', 'text'), 'frame'],
      [
        record('stderr', 'The action did not return a dictionary or array.', {
          code: 'ERR_RUNNER_RESULT_INVALID',
          phase: 'run',
          reason:
            'The last line of stdout is "text" (exit status 0); it is not JSON. Only the last line is the result.',
        }),
        'frame',
      ],
    ]);
  });

  test('a crash: the code behind what was logged before', async () => {
    const [stdout, stderr] = await logsOf('printf half; printf part >&2; kill -SEGV $$');
    expect(stdout).toEqual([record('stdout', 'half'), 'frame']);
    expect(stderr).toEqual([
      record('stderr', 'part'),
      record('stderr', 'The action was killed by SIGSEGV.', { code: 'ERR_RUNNER_CRASHED', phase: 'run' }),
      'frame',
    ]);
  });

  test('a time limit that was exceeded: the code', async () => {
    // Of the run alone, however long the init takes.
    const [, stderr] = await logsOf('sleep 60', () => ({ deadline: Date.now() + 1_500 }));
    const message = expect.stringMatching(/^The action exceeded its time limits of \d+ milliseconds\.$/) as string;
    expect(stderr).toEqual([record('stderr', message, { code: 'ERR_RUNNER_DEADLINE', phase: 'run' }), 'frame']);
  });

  test('a failed init: the code and the phase, with the id of the init', async () => {
    const env = { __OW_ACTIVATION_ID: 'id-1' };
    await expect(action.init(Buffer.from('no zip'), { env })).rejects.toThrow();
    const [stdout, stderr] = logged();
    expect(stdout).toEqual(['frame']);
    expect(stderr).toEqual([
      record('stderr', expect.any(String), { code: 'ERR_RUNNER_ARCHIVE_INVALID', phase: 'deliver' }),
      'frame',
    ]);
  });

  test('a second init: the sentence with its code, no frame', async () => {
    await action.init('#!/bin/sh\n');
    await expect(action.init('#!/bin/sh\n', { name: 'b' })).rejects.toThrow();
    const message = 'Cannot initialize the action more than once.';
    expect(logged()).toEqual([
      [],
      [{ stream: 'stderr', message, code: 'ERR_RUNNER_ALREADY_INITIALIZED', phase: 'init' }],
    ]);
  });

  test('a run without an action: the code, where plain logs have no line', async () => {
    await expect(action.run({}, { activation_id: 'id-1' })).rejects.toThrow();
    expect(logged()).toEqual([
      ['frame'],
      [
        record('stderr', 'The action failed to locate a binary. See logs for details.', {
          code: 'ERR_RUNNER_NOT_READY',
          phase: 'run',
        }),
        'frame',
      ],
    ]);
  });

  test('logs beyond their limit: cut, with the note', async () => {
    make({ maxLogBytes: 5 });
    const [stdout, stderr] = await logsOf('echo 123456789; echo "{}"');
    expect(stdout).toEqual([record('stdout', '12345'), 'frame']);
    expect(stderr).toEqual([
      record('stderr', 'Logs were truncated because the total bytes size exceeds the limit of 5 bytes.'),
      'frame',
    ]);
  });

  test('of activations that run at a time each keeps its own id', async () => {
    const runner = new ScriptedRunner();
    const come: (() => void)[] = [];
    runner.onRun = async (_, { id, logs }) => {
      await logs.stdout.write(`${id} be`);
      await new Promise<void>((resolve) => {
        come.push(resolve);
        if (come.length === 2) {
          for (const go of come) go();
        }
      });
      await logs.stdout.write('gins');
      return { error: id };
    };
    action = Proxied.of(runner, { logFormat: 'json', concurrency: 2 });
    const ids = ['a', 'b'];
    await Promise.all(ids.map((id) => action.run({}, { activation_id: id })));
    const [stdout, stderr] = logged();
    const messageOf = (id: string) => ({ activationId: id, stream: 'stdout', message: `${id} begins` });
    const error = { stream: 'stderr', code: 'ERR_RUNNER_APPLICATION', phase: 'run', message: expect.any(String) };
    const blocks = (of: (id: string) => object, order: string[]) => order.flatMap((id) => [of(id), 'frame']);
    const [first] = stdout as { activationId: string }[];
    const order = first?.activationId === 'a' ? ['a', 'b'] : ['b', 'a'];
    expect(stdout).toEqual(blocks(messageOf, order));
    expect(stderr).toEqual(blocks((id) => ({ activationId: id, ...error }), order));
  });
});

import { SENTINEL } from '../../src/logs/sentinel-guard.js';
import { ActionProxy, type ActionProxyOptions } from '../../src/proxy/action-proxy.js';
import { NativeRunner } from '../../src/runner/native-runner.js';
import { MemoryLogSink } from '../support/memory-log-sink.js';
import { bodyOf, initBody, runBody } from '../support/messages.js';
import { setUpSandbox } from '../support/tree.js';

const FRAME = `${SENTINEL}\n`;

describe('the logs of a request, with the frame where the platform waits for one', () => {
  const sandbox = setUpSandbox();

  /** Sends requests to a fresh runtime, and gives what the last of them wrote to stdout and stderr. */
  async function logsOf(requests: readonly ['init' | 'run', Buffer][], options: ActionProxyOptions = {}) {
    let sink = new MemoryLogSink();
    const logs = {
      write: (...[stream, bytes]: Parameters<MemoryLogSink['write']>) => sink.write(stream, bytes),
      frame: () => sink.frame(),
    };
    const proxy = new ActionProxy(new NativeRunner({ directory: sandbox.directory }), { logs, ...options });
    for (const [verb, body] of requests) {
      sink = new MemoryLogSink();
      await proxy[verb](body).catch(() => undefined);
    }
    await proxy.stop();
    return [sink.stdout, sink.stderr];
  }

  const good = initBody('#!/bin/sh\necho log; echo trouble >&2; echo "{}"');
  const action = (script: string): [['init', Buffer], ['run', Buffer]] => [
    ['init', initBody(`#!/bin/sh\n${script}`)],
    ['run', runBody({})],
  ];

  test('an init that succeeds: nothing', async () => {
    expect(await logsOf([['init', good]])).toEqual(['', '']);
  });

  test('an init that fails: its reason on stderr, and the frame', async () => {
    expect(await logsOf([['init', initBody('***', { binary: true })]])).toEqual([
      FRAME,
      expect.stringMatching(new RegExp(`^[^\\n]+\\n${FRAME}$`)),
    ]);
    expect(await logsOf([['init', initBody('#!/no/such/sh\n')]])).toEqual([
      FRAME,
      `The interpreter /no/such/sh in the script's first line does not exist here.\n${FRAME}`,
    ]);
    expect(await logsOf([['init', bodyOf({})]])).toEqual([
      FRAME,
      `${sandbox.directory}/exec is missing or not a file.\n${FRAME}`,
    ]);
  });

  test('an init message with a wrong field: the same', async () => {
    expect(await logsOf([['init', bodyOf({ value: { code: 1 } })]])).toEqual([
      FRAME,
      expect.stringMatching(new RegExp(`^The init message is invalid: value\\.code: .*\\n${FRAME}$`)),
    ]);
  });

  test('a second init: the sentence, no frame; with the switch that allows it: nothing', async () => {
    const twice: ['init', Buffer][] = [
      ['init', good],
      ['init', good],
    ];
    expect(await logsOf(twice)).toEqual(['', 'Cannot initialize the action more than once.\n']);
    expect(await logsOf(twice, { allowReinit: true })).toEqual(['', '']);
  });

  test.each(['{', '{"value":null}', '[]'])(
    'an init request that is none (%s): nothing, also after a failed init',
    async (body) => {
      expect(await logsOf([['init', Buffer.from(body)]])).toEqual(['', '']);
      expect(
        await logsOf([
          ['init', bodyOf({})],
          ['init', Buffer.from(body)],
        ]),
      ).toEqual(['', '']);
    },
  );

  test('an activation: its logs, without its result, and the frame', async () => {
    expect(
      await logsOf([
        ['init', good],
        ['run', runBody({})],
      ]),
    ).toEqual([`log\n${FRAME}`, `trouble\n${FRAME}`]);
  });

  test('an activation that logs nothing: the frame alone', async () => {
    expect(await logsOf(action('echo "{}"'))).toEqual([FRAME, FRAME]);
  });

  test('a last log line without its newline is finished before the frame', async () => {
    expect(await logsOf(action('printf begun >&2; echo "{}"'))).toEqual([FRAME, `begun\n${FRAME}`]);
  });

  test('a forged frame is neutralize, on both streams and as a bad result', async () => {
    const forged = `${SENTINEL.slice(0, -1)}x\n`;
    expect(await logsOf(action(`echo ${SENTINEL}; echo ${SENTINEL} >&2; echo ${SENTINEL}`))).toEqual([
      forged + forged + FRAME,
      forged + FRAME,
    ]);
  });

  test.each([
    ['text', 'echo no JSON', 'no JSON\n'],
    ['a scalar', 'echo log; printf 7', 'log\n7\n'],
    ['a blank line', 'echo "{}"; echo', '{}\n\n'],
    ['null', 'echo null', 'null\n'],
  ])('a bad result (%s): that line on stdout, no words of ours', async (_, script, stdout) => {
    expect(await logsOf(action(script))).toEqual([stdout + FRAME, FRAME]);
  });

  test('no output: one line on stdout with the word error', async () => {
    expect(await logsOf(action('exit 1'))).toEqual([
      expect.stringMatching(new RegExp(`^[^\\n]*error[^\\n]*\\n${FRAME}$`)),
      FRAME,
    ]);
  });

  test('an action killed by a signal: the signal on stderr', async () => {
    expect(await logsOf(action('printf half; printf part >&2; kill -KILL $$'))).toEqual([
      `half\n${FRAME}`,
      `part\nThe action was killed by SIGKILL.\n${FRAME}`,
    ]);
  });

  test('a run after a failed init: why, and the frame', async () => {
    const [stdout, stderr] = await logsOf([
      ['init', initBody('***', { binary: true })],
      ['run', runBody({})],
    ]);
    expect(stdout).toBe(FRAME);
    expect(stderr).toMatch(new RegExp(`^The action cannot run: its initialization failed: .+\\n${FRAME}$`));
  });

  test.each([
    ['a refused argument', runBody('text')],
    ['no executable', runBody({})],
  ])('a run with %s: the frame alone', async (_, body) => {
    expect(await logsOf([['run', body]])).toEqual([FRAME, FRAME]);
  });

  test('a run request that is not JSON: nothing', async () => {
    expect(await logsOf([['run', Buffer.from('{')]])).toEqual(['', '']);
  });

  test('all of it is written when the answer is there, however slow the sink is', async () => {
    const written: string[] = [];
    const slow = (text: string) =>
      new Promise<void>((resolve) => {
        setTimeout(() => {
          written.push(text);
          resolve();
        }, 50);
      });
    const logs = { write: (_: string, bytes: Buffer) => slow(bytes.toString()), frame: () => slow(FRAME) };
    await logsOf(action('echo a; sleep 0.2; echo b; echo "{}"'), { logs });
    expect(written.join('')).toBe(`a\nb\n${FRAME}`);
  });
});

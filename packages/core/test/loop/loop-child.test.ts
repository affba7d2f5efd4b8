// Long because it follows one child from its start through its activations to its end.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { RunnerError } from '../../src/errors.js';
import { LoopChild } from '../../src/loop/loop-child.js';
import { startProcess } from '../../src/process/start-process.js';
import type { HookContext } from '../../src/runner/activation.js';
import { program } from '../support/loop-program.js';
import { contextOf, MemoryLogSink } from '../support/memory-log-sink.js';
import { setUpSandbox } from '../support/tree.js';
import { isAlive, waitFor } from '../support/wait-for.js';

const MAX_RESULT_BYTES = 4 * 1024 * 1024;
const MESSAGE = Buffer.from('{"value":{}}');
/** How long a program that may not acknowledge is watched here. */
const WATCH_MS = 1_000;
/** Long enough for any machine; no test waits for it. */
const LONG_MS = 60_000;
const READY = 'answer({ ok: true });';

interface Context extends HookContext {
  readonly sink: MemoryLogSink;
}

function makeContext(signal = new AbortController().signal, graceMs = 0): Context {
  const sink = new MemoryLogSink();
  return contextOf(sink, { signal, graceMs });
}

describe('LoopChild', () => {
  const sandbox = setUpSandbox();
  let children: { child: LoopChild; pid: number }[];
  beforeEach(() => {
    children = [];
  });

  afterEach(() => Promise.all(children.map(({ child }) => child.end())));

  const startNode = async (...lines: string[]) => {
    const text = program(...lines).replace(/^#!.*\n/, '');
    return await startCommand([process.execPath, '-e', text]);
  };

  const startCommand = async (command: readonly string[], maxResultBytes = MAX_RESULT_BYTES) => {
    const env = { PATH: process.env.PATH ?? '' };
    const process_ = await startProcess({ command, cwd: sandbox.directory, env, input: 'pipe', channel: true });
    const child = new LoopChild(process_, maxResultBytes);
    children.push({ child, pid: process_.pid });
    return { child, pid: process_.pid };
  };

  /** A file that a program waits for: it goes on when the test is ready, not after a time. */
  const tell = (name: string) => writeFileSync(join(sandbox.directory, name), '');

  /** Waits until the process has been collected. */
  const gone = async (pid: number) => {
    await waitFor('the end of the process', () => !exists(pid));
    await sleep(0);
  };

  describe('when it starts', () => {
    test.each([
      ['at once', READY],
      ['late', `pause(300); ${READY}`],
      ['with more in the object', 'answer({ ok: true, version: 1 });'],
    ])('is ready when it says so %s', async (_, line) => {
      const { child } = await startNode(line, 'next();');
      await child.awaitAcknowledgement(makeContext());
      expect(child.usable).toBe(true);
    });

    test('is ready when it said so before anybody waited for it', async () => {
      const { child } = await startNode(READY, 'next();');
      await sleep(300);
      await child.awaitAcknowledgement(makeContext());
      expect(child.usable).toBe(true);
    });

    test('is taken as it is when it may not know of the acknowledgement and says nothing for a second', async () => {
      const { child } = await startNode('for (;;) { next(); answer([]); }');
      await child.awaitAcknowledgement(makeContext(), WATCH_MS);
      expect((await child.exchange(MESSAGE, makeContext())).toString()).toBe('[]');
      expect(child.usable).toBe(true);
    });

    test.each([
      ['before the first message', 700],
      ['in the first activation', 0],
    ])('may say that it is ready later than that, %s', async (_, idleMs) => {
      const { child } = await startNode('pause(1_300);', READY, 'for (let n = 1; ; n++) { next(); answer([n]); }');
      await child.awaitAcknowledgement(makeContext(), WATCH_MS);
      await sleep(idleMs);
      expect((await child.exchange(MESSAGE, makeContext())).toString()).toBe('[1]');
      expect(child.usable).toBe(true);
      expect((await child.exchange(MESSAGE, makeContext())).toString()).toBe('[2]');
    });

    test('has not answered with the words of the acknowledgement if they are its first line', async () => {
      const { child } = await startNode(
        'for (let n = 0; ; n++) { next(); answer({ ok: true }); if (n === 0) answer([n]); }',
      );
      await child.awaitAcknowledgement(makeContext(), WATCH_MS);
      expect((await child.exchange(MESSAGE, makeContext())).toString()).toBe('[0]');
      expect((await child.exchange(MESSAGE, makeContext())).toString()).toBe('{"ok":true}');
    });

    test.each([
      ['{"ok":false}', '{"ok":false}'],
      ['null', 'null'],
      ['hello "you"', 'hello "you"'],
    ])('fails when it writes %s', async (_, line) => {
      const { child } = await startNode(`write(3, ${JSON.stringify(`${line}\n`)});`, 'next();');
      await expect(child.awaitAcknowledgement(makeContext())).rejects.toMatchObject({
        code: 'ERR_RUNNER_START',
        message: `The action process wrote ${JSON.stringify(line)} to file descriptor 3 instead of {"ok":true}.`,
      });
    });

    test('shows the beginning of a long wrong line', async () => {
      const { child } = await startNode("write(3, 'x'.repeat(1000) + '\\n');", 'next();');
      await expect(child.awaitAcknowledgement(makeContext())).rejects.toThrow(`wrote "${'x'.repeat(200)}…" to`);
    });

    test('fails when it writes a line longer than a result may be', async () => {
      const { child } = await startCommand(['sh', '-c', 'echo 1234567890 >&3; read -r line'], 5);
      await expect(child.awaitAcknowledgement(makeContext())).rejects.toMatchObject({ code: 'ERR_RUNNER_START' });
    });

    test('fails with status and last output when it ends first, and logs all it wrote', async () => {
      const { child } = await startNode("out('loading');", "err('no such module: π');", 'process.exit(7);');
      const context = makeContext();
      await expect(child.awaitAcknowledgement(context)).rejects.toMatchObject({
        code: 'ERR_RUNNER_START',
        message: 'The action process exited with status 7 before it was ready: no such module: π',
      });
      expect(context.sink.stdout).toBe('loading\n');
      expect(context.sink.stderr).toBe('no such module: π\n');
    });

    test('fails with the signal when it is killed first', async () => {
      const { child } = await startCommand(['sh', '-c', 'kill -SEGV $$']);
      await expect(child.awaitAcknowledgement(makeContext())).rejects.toThrow(
        'The action process was killed by SIGSEGV before it was ready.',
      );
    });

    test('that ends after 200 ms, while it is only watched, is noticed', async () => {
      const { child } = await startCommand(['sh', '-c', 'sleep 0.2; exit 3']);
      await expect(child.awaitAcknowledgement(makeContext(), LONG_MS)).rejects.toThrow(
        'The action process exited with status 3 before it was ready.',
      );
    });

    test('is ended when the init must end, and the reason is told', async () => {
      const controller = new AbortController();
      const { child, pid } = await startNode('next();');
      setTimeout(() => controller.abort(new RunnerError('ERR_RUNNER_DEADLINE')), 100);
      await expect(child.awaitAcknowledgement(makeContext(controller.signal))).rejects.toMatchObject({
        code: 'ERR_RUNNER_DEADLINE',
      });
      expect(isAlive(pid)).toBe(false);
    });
  });

  describe('in an activation', () => {
    const ready = async (...lines: string[]) => {
      const started = await startNode(READY, ...lines);
      await started.child.awaitAcknowledgement(makeContext());
      return started;
    };

    test('gets the message as one line and its answer comes back byte for byte', async () => {
      const { child } = await ready(
        'const bytes = Buffer.alloc(100);',
        'const count = readSync(0, bytes);',
        "write(3, ' {\"got\":' + JSON.stringify(bytes.toString('utf8', 0, count)) + '}\\r\\n');",
        'next();',
      );
      const answer = await child.exchange(Buffer.from('{"value":{"ü":1}}'), makeContext());
      expect(answer.toString()).toBe(' {"got":"{\\"value\\":{\\"ü\\":1}}\\n"}\r');
      expect(child.usable).toBe(true);
    });

    test('may answer without reading', async () => {
      const { child } = await ready("awaitFile('sent');", 'answer([]);', 'pause(600_000);');
      const answer = child.exchange(MESSAGE, makeContext());
      tell('sent');
      expect((await answer).toString()).toBe('[]');
    });

    test('passes megabytes in both directions, beside megabytes of logs', async () => {
      const { child } = await ready(
        'const { value } = next();',
        "for (let n = 0; n < 64; n++) { out('o'.repeat(32_767)); err('e'.repeat(32_767)); }",
        'answer({ value });',
        'next();',
      );
      const value = '€'.repeat(400_000);
      const context = makeContext();
      const answer = await child.exchange(Buffer.from(JSON.stringify({ value })), context);
      expect(answer.toString() === JSON.stringify({ value })).toBe(true);
      expect(context.sink.bytes('stdout').length).toBe(64 * 32_768);
      expect(context.sink.bytes('stderr').length).toBe(64 * 32_768);
    });

    test('that ends at once after its answer has answered', async () => {
      const { child, pid } = await ready('next();', "out('bye');", 'answer([1]);', 'process.exit(1);');
      const context = makeContext();
      expect((await child.exchange(MESSAGE, context)).toString()).toBe('[1]');
      expect(context.sink.stdout).toBe('bye\n');
      await gone(pid);
      expect(child.usable).toBe(false);
    });

    test.each([
      ['with a status', 'process.exit(4);', 'exited with status 4'],
      ['by a signal', 'process.kill(process.pid, "SIGKILL"); pause(60_000);', 'was killed by SIGKILL'],
      ['after a part of a line', 'write(3, \'{"a":\'); process.exit(0);', 'exited with status 0'],
    ])('that ends %s before it answers has crashed', async (_, line, ending) => {
      const { child } = await ready('next();', "err('last words');", line);
      const text = `The action process ${ending} before it answered: last words`;
      await expect(child.exchange(MESSAGE, makeContext())).rejects.toMatchObject({
        code: 'ERR_RUNNER_CRASHED',
        message: text,
        detail: text,
      });
    });

    test('explains its end by what it wrote in this activation, not in an earlier one', async () => {
      const { child } = await ready("next(); out('private'); answer([]);", 'next(); process.exit(1);');
      await child.exchange(MESSAGE, makeContext());
      await expect(child.exchange(MESSAGE, makeContext())).rejects.toThrow(
        /^The action process exited with status 1 before it answered\.$/,
      );
    });

    test('fails as soon as its line is longer than a result may be', async () => {
      const { child } = await startCommand(['sh', '-c', 'read -r line; printf 1234567890 >&3; sleep 1000'], 5);
      await expect(child.exchange(MESSAGE, makeContext())).rejects.toMatchObject({
        code: 'ERR_RUNNER_RESULT_TOO_LARGE',
      });
      expect(child.usable).toBe(false);
    });

    test.each([
      ['in one piece', "write(3, '[1]\\n[2]\\n');"],
      ['one after the other', 'answer([1]); pause(50); answer([2]);'],
    ])('that writes two lines %s has answered with the first and is out of step', async (_, lines) => {
      const { child } = await ready('next();', lines, 'next();');
      expect((await child.exchange(MESSAGE, makeContext())).toString()).toBe('[1]');
      await waitFor('the second line', () => !child.usable);
    });

    test('that closes its stdin can still answer', async () => {
      const untilSent = 'until [ -e sent ]; do sleep 0.02; done';
      const { child } = await startCommand(['sh', '-c', `exec <&-; ${untilSent}; echo "[]" >&3; sleep 1000`]);
      const answer = child.exchange(Buffer.alloc(1_000_000, ' '), makeContext());
      tell('sent');
      expect((await answer).toString()).toBe('[]');
    });

    test('leaves what comes after the answer in the pipe, for the next activation', async () => {
      const { child } = await ready(
        "next(); answer([1]); awaitFile('answered'); out('late'); require('node:fs').writeFileSync('written', '');",
        "next(); out('own'); answer([2]);",
      );
      const first = makeContext();
      await child.exchange(MESSAGE, first);
      tell('answered');
      await waitFor('what comes after the answer', () => existsSync(join(sandbox.directory, 'written')));
      const second = makeContext();
      await child.exchange(MESSAGE, second);
      expect(first.sink.stdout).toBe('');
      expect(second.sink.stdout).toBe('late\nown\n');
    });
  });

  describe('when it ended between activations', () => {
    test('logs what it still wrote, and how it ended', async () => {
      const { child, pid } = await startNode(
        READY,
        'next(); answer([]);',
        "awaitFile('answered');",
        "out('last words');",
        'process.exit(5);',
      );
      await child.awaitAcknowledgement(makeContext());
      await child.exchange(MESSAGE, makeContext());
      tell('answered');
      await gone(pid);
      const next = makeContext();
      await child.logEnd(next.logs);
      expect(next.sink.stdout).toBe('last words\n');
      expect(next.sink.stderr).toBe('The action process exited with status 5 outside an activation; it is replaced.\n');
    });
  });

  test('ends with everything it started', async () => {
    const { child, pid } = await startCommand(['sh', '-c', 'sleep 1000 & echo "[$!]" >&3; wait']);
    const answer = await child.exchange(MESSAGE, makeContext());
    const [sleeper] = JSON.parse(answer.toString()) as [number];
    expect(isAlive(sleeper)).toBe(true);
    await child.end();
    await waitFor('the end of both', () => !isAlive(pid) && !isAlive(sleeper));
  });

  test('takes with it what it started when it ends by itself', async () => {
    const { child, pid } = await startCommand(['sh', '-c', 'sleep 1000 & read -r line; echo "[$!]" >&3']);
    const answer = await child.exchange(MESSAGE, makeContext());
    const [sleeper] = JSON.parse(answer.toString()) as [number];
    await waitFor('the end of both', () => !isAlive(pid) && !isAlive(sleeper));
  });
});

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LoopActions, loopProgram, program } from '../support/loop-program.js';
import { FRAME } from '../support/proxied.js';
import { isAlive, waitFor } from '../support/wait-for.js';

const IDENTITY = loopProgram('answer(message.value);');

describe('ActionLoopRunner', () => {
  const actions = new LoopActions();
  afterEach(() => actions.close());

  describe('runs a process', () => {
    test('that lives from one activation to the next', async () => {
      const action = actions.make();
      await action.init(loopProgram('count = (globalThis.count ?? 0) + 1;', 'answer({ pid: process.pid, count });'));
      const { pid } = (await action.run()) as { pid: number };
      expect(await action.run()).toEqual({ pid, count: 2 });
      expect(action.logged()).toEqual({ stdout: FRAME.repeat(2), stderr: FRAME.repeat(2) });
    });

    test('in the action directory, with the environment of the container and of the init', async () => {
      const action = actions.make({
        environment: { PATH: '/usr/bin:/bin', HOME: '/root', __OW_API_HOST: 'https://host' },
      });
      const env = { HOME: '/home', EQUATION: 'a=b=c', NUMBER: 1, __OW_ACTIVATION_ID: 'init', __OW_DEADLINE: '123' };
      await action.init(loopProgram('answer({ env: process.env, cwd: process.cwd() });'), { env });
      expect(await action.run({}, { activation_id: 'run' })).toEqual({
        env: {
          ACTIONRUNNER_PROCESS: expect.any(String),
          ACTIONRUNNER_INIT_CONTEXT: '{"__OW_ACTIVATION_ID":null,"__OW_DEADLINE":null}',
          __OW_ACTIVATION_ID: 'init',
          __OW_DEADLINE: '123',
          PATH: '/usr/bin:/bin',
          PWD: action.directory,
          __OW_API_HOST: 'https://host',
          __OW_WAIT_FOR_ACK: '1',
          HOME: '/home',
          EQUATION: 'a=b=c',
          NUMBER: '1',
        },
        cwd: action.directory,
      });
    });

    test('that gets the whole message on one line and whose answer is passed on unchanged', async () => {
      const action = actions.make();
      await action.init(
        program(
          'answer({ ok: true });',
          'for (;;) {',
          'next = null; const count = readSync(0, chunk);',
          "write(3, chunk.toString('utf8', 0, count));",
          '}',
        ),
      );
      const text = '{"value":\r\n{"big":12345678901234567890.10,"ü":"\\u00e9"},"activation_id":"1","deadline":"123"}';
      const result = await action.proxy.run(Buffer.from(text));
      expect(result.toString()).toBe(text.replace('\r\n', '  '));
    });

    test('given as a command line, with code delivered as its source', async () => {
      const command = ['sh', '-c', 'echo \'{"ok":true}\' >&3; while read -r line; do cat greeting.txt >&3; done'];
      const action = actions.make({ command, source: 'greeting.txt', acknowledges: true });
      await action.init('["hello"]\n');
      expect(await action.run()).toEqual(['hello']);
    });

    test('of the image that was never initialized', async () => {
      const action = actions.make();
      writeFileSync(join(action.directory, 'exec'), IDENTITY, { mode: 0o755 });
      expect(await action.run({ a: 1 })).toEqual({ a: 1 });
    });
  });

  describe('waits for the acknowledgement', () => {
    const LATE = ['pause(1_500);', 'answer({ ok: true });', 'answer(next().value);', 'next();'];

    test('longer than a second if the program mentions it', async () => {
      const action = actions.make();
      const begin = Date.now();
      await action.init(program('process.env.__OW_WAIT_FOR_ACK;', ...LATE));
      expect(Date.now() - begin).toBeGreaterThan(1_400);
      expect(await action.run([1])).toEqual([1]);
    });

    test('longer than a second if the source that a command line runs mentions it', async () => {
      const action = actions.make({ command: [process.execPath, 'main.cjs'], source: 'main.cjs' });
      const begin = Date.now();
      await action.init(program('process.env.__OW_WAIT_FOR_ACK;', ...LATE));
      expect(Date.now() - begin).toBeGreaterThan(1_400);
      expect(await action.run([1])).toEqual([1]);
    });

    test('of a program that it was told of, whatever the binary mentions', async () => {
      const action = actions.make({ acknowledges: true });
      const begin = Date.now();
      await action.init(program(...LATE));
      expect(Date.now() - begin).toBeGreaterThan(1_400);
      expect(await action.run([1])).toEqual([1]);
    });

    test('not at all if it was told so', async () => {
      const action = actions.make({ acknowledges: false });
      await action.init(program('// __OW_WAIT_FOR_ACK', 'for (;;) answer(next().value);'));
      expect(await action.run([1])).toEqual([1]);
    });
  });

  describe('fails the init', () => {
    test('with the status and the last output of a process that ends first; the next init can succeed', async () => {
      const action = actions.make();
      await expect(
        action.init(program("out('loading');", "err('no model');", 'process.exit(2);')),
      ).rejects.toMatchObject({
        code: 'ERR_RUNNER_START',
        message: 'The action process exited with status 2 before it was ready: no model',
      });
      expect(action.logged()).toEqual({
        stdout: `loading\n${FRAME}`,
        stderr: `no model\nThe action process exited with status 2 before it was ready: no model\n${FRAME}`,
      });
      await expect(action.run()).rejects.toMatchObject({ code: 'ERR_RUNNER_NOT_INITIALIZED' });
      await action.init(IDENTITY);
      expect(await action.run([2])).toEqual([2]);
    });

    test('of all workers when one of them does not start', async () => {
      const action = actions.make({ workers: 3 });
      const code = program(
        "const { mkdirSync, writeFileSync } = require('node:fs');",
        "writeFileSync('pid-' + process.pid, '');",
        // Only one can make the directory.
        "try { mkdirSync('taken'); } catch { answer({ ok: true }); next(); }",
        'process.exit(1); // __OW_WAIT_FOR_ACK',
      );
      await expect(action.init(code)).rejects.toMatchObject({ code: 'ERR_RUNNER_START' });
      const pids = readdirSync(action.directory).flatMap((name) => /^pid-(\d+)$/.exec(name)?.[1] ?? []);
      expect(pids).toHaveLength(3);
      await waitFor('the end of all workers', () => !pids.some((pid) => isAlive(Number(pid))));
    });

    test('when the platform would give up on it', async () => {
      const action = actions.make();
      const env = { __OW_DEADLINE: String(Date.now() + 1_000) };
      const code = program('answer; // never said, in spite of __OW_WAIT_FOR_ACK', 'next();');
      await expect(action.init(code, { env })).rejects.toMatchObject({
        code: 'ERR_RUNNER_DEADLINE',
        phase: 'init',
        message: expect.stringMatching(
          /^The action exceeded its time limits of \d+ milliseconds during initialization\.$/,
        ),
      });
    });
  });

  describe('ends its processes and what they started', () => {
    const CODE = loopProgram(
      "const { pid } = require('node:child_process').spawn('sleep', ['1000'], { stdio: 'ignore' });",
      'answer({ pids: [process.pid, pid] });',
    );

    test('when it stops', async () => {
      const action = actions.make();
      await action.init(CODE);
      const { pids } = (await action.run()) as { pids: number[] };
      expect(pids.map(isAlive)).toEqual([true, true]);
      await action.proxy.stop();
      await waitFor('the end of both', () => !pids.some(isAlive));
    });

    test('before it is initialized again', async () => {
      const action = actions.make({}, { allowReinit: true });
      await action.init(CODE);
      const { pids } = (await action.run()) as { pids: number[] };
      await action.init(IDENTITY);
      await waitFor('the end of both', () => !pids.some(isAlive));
      expect(await action.run(['new'])).toEqual(['new']);
    });
  });

  test.each([0, -1, 1.5, Number.NaN])('refuses %p workers', (workers) => {
    expect(() => actions.make({ workers })).toThrow(`The option workers must be a positive integer, not ${workers}.`);
  });
});

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repetitions } from '../../../../test/support/repetitions.js';
import type { StartProcess } from '../../src/process/running-process.js';
import { startProcess } from '../../src/process/start-process.js';
import { ActionArguments } from '../../src/protocol/messages.js';
import { ActionRunner } from '../../src/runner/action-runner.js';
import { NativeRunner } from '../../src/runner/native-runner.js';
import { runAction } from '../../src/runner/run-action.js';
import { Actions } from '../support/actions.js';
import { makeActivation } from '../support/memory-log-sink.js';
import { FRAME, Proxied } from '../support/proxied.js';
import { isAlive, waitFor } from '../support/wait-for.js';

const ROUNDS = repetitions(10, 40);

/** Reads lines and writes them with a prefix, after a start that takes a moment. */
const FILTER = 'sed "s/^/filtered /"';

/** The code is a script that builds the action. */
class ScriptBuild extends ActionRunner {
  constructor({ directory }: { directory: string }) {
    super({ directory, source: 'build.sh' });
  }

  protected override async build(): Promise<void> {
    await this.compile('bash', ['build.sh']);
  }
}

/** Uses the processor for longer than a sleeping filter is waited for, and not longer on a busy machine. */
const BUSY = `end=$((\${EPOCHREALTIME/[.,]/} + 150000)); while ((\${EPOCHREALTIME/[.,]/} < end)); do :; done`;

describe('a filter that an action does not wait for', () => {
  const actions = new Actions((options: { directory: string }, proxyOptions) =>
    Proxied.of(new NativeRunner(options), proxyOptions),
  );
  afterEach(() => actions.close());

  const bash = (...lines: string[]) => ['#!/bin/bash', ...lines, ''].join('\n');

  test.each([
    ['kill', {}],
    ['leave', { leftovers: 'leave' as const }],
  ])('hands on result and logs, with leftovers: %s', async (_, options) => {
    const code = bash(
      'exec > >(tee run.log) 2> >(sed "s/^/filtered /" >&2)',
      'echo first',
      'echo careful >&2',
      'echo "{\\"ok\\":true}"',
    );
    const action = await actions.start(code, {}, {}, options);
    for (let round = 0; round < ROUNDS; round++) {
      expect(await action.run()).toEqual({ ok: true });
      expect(action.logged()).toEqual({ stdout: `first\n${FRAME}`, stderr: `filtered careful\n${FRAME}` });
    }
    expect(readFileSync(join(action.directory, 'run.log'), 'utf8')).toBe('first\n{"ok":true}\n');
  });

  test.each([
    ['that starts slowly', '> >(sleep 0.05; exec cat)'],
    ['behind another one', `> >(cat | cat | cat)`],
    ['that left the process group', '> >(exec setsid cat)'],
    ['that uses the processor before it writes', `> >(${BUSY}; cat)`],
  ])('hands on the result, %s', async (_, redirection) => {
    const action = await actions.start(bash(`exec ${redirection}`, 'echo "{\\"ok\\":true}"'));
    expect(await action.run()).toEqual({ ok: true });
  });

  test('hands on all of a long output', async () => {
    const action = await actions.start(bash(`exec 2> >(${FILTER} >&2)`, 'seq 1 100000 >&2', 'echo {}'));
    await action.run();
    const lines = action.logged().stderr.split('\n');
    expect(lines.slice(-3)).toEqual(['filtered 100000', FRAME.trim(), '']);
    expect(lines).toHaveLength(100_002);
  });

  test('hands on the last words of an action that crashes', async () => {
    const action = await actions.start(
      bash('exec 2> >(sed "s/^/filtered /" >&2)', 'echo careful >&2', 'kill -SEGV $$'),
    );
    await expect(action.run()).rejects.toMatchObject({ code: 'ERR_RUNNER_CRASHED' });
    expect(action.logged().stderr).toBe(`filtered careful\nThe action was killed by SIGSEGV.\n${FRAME}`);
  });

  test.each([
    ['is silent', 'sleep 600'],
    ['keeps writing', 'while :; do echo noise >&2; sleep 0.02; done'],
  ])('a daemon that %s does not hold up the answer, and is killed', async (_, daemon) => {
    const action = await actions.start(bash(`(${daemon}) & echo $! >pid`, 'echo {}'));
    expect(await action.run()).toEqual({});
    const pid = Number(readFileSync(join(action.directory, 'pid'), 'utf8'));
    await waitFor('the end of the daemon', () => !isAlive(pid));
  });

  /** Runs a script whose time is up when something has been written to stderr after its process has exited. */
  const runUntilNoise = async (script: string) => {
    const { directory } = actions.make();
    const controller = new AbortController();
    const context = makeActivation(controller.signal);
    const start: StartProcess = async (spec) => {
      const child = await startProcess(spec);
      void child.exited.then(() => writeFileSync(join(directory, 'exited'), ''));
      child.stderr.on('data', () => controller.abort(new Error('too late')));
      return child;
    };
    const spec = {
      command: ['bash', '--norc', '-c', script],
      cwd: directory,
      env: { PATH: process.env['PATH'] ?? '' },
    };
    const running = runAction(start, spec, new ActionArguments(Buffer.from('{}')), context);
    await running.catch(() => undefined);
    expect(controller.signal.aborted).toBe(true);
    return running;
  };
  const WAIT = 'while [ ! -e exited ]; do sleep 0.01; done';

  test('an action that finished in time has not exceeded its limit while others hold its pipes', async () => {
    const result = await runUntilNoise(
      `trap '' PIPE; (${WAIT}; while :; do echo noise >&2; sleep 0.01; done) & echo {}`,
    );
    expect(result.toString()).toBe('{}');
  });

  test('an action has exceeded its limit while a filter still has its result', async () => {
    const filter = `read -r line; ${WAIT}; echo noise >&2; sleep 600; echo "$line"`;
    await expect(runUntilNoise(`exec > >(${filter}); echo {}`)).rejects.toThrow('too late');
  });

  test('of a build is waited for, too', async () => {
    const filtered = new Actions((options: { directory: string }) => Proxied.of(new ScriptBuild(options)));
    const build = `exec 2> >(${FILTER} >&2); echo careful >&2; printf '#!/bin/sh\\necho {}\\n' >exec; chmod +x exec`;
    const action = await filtered.start(build);
    expect(action.logged().stderr).toBe('filtered careful\n');
    await filtered.close();
  });
});

import { readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Limits } from '../../src/limits.js';
import type { ActionLoopRunnerOptions } from '../../src/loop/loop-options.js';
import type { Action } from '../support/actions.js';
import { LoopActions, loopProgram } from '../support/loop-program.js';
import { FRAME } from '../support/proxied.js';
import { isAlive, reachLimit, waitFor } from '../support/wait-for.js';

/** Runs the JavaScript that an activation brings as `code`, and answers with the id of the process. */
const OBEDIENT = loopProgram(
  'const answered = eval(message.value.code);',
  'if (answered !== 1) answer({ pid: process.pid });',
);

describe('after a fault the next activation works:', () => {
  const actions = new LoopActions();
  let action: Action;
  afterEach(() => actions.close());

  const start = async (options: ActionLoopRunnerOptions = {}, limits: Partial<Limits> = {}) => {
    action = await actions.start(OBEDIENT, {}, options, limits);
  };
  const run = (code: string, context = {}) => action.run({ code }, context);
  const pidOf = async () => ((await run('')) as { pid: number }).pid;

  /** Waits until the process has been collected, so that its end is known. */
  const gone = (pid: number) => waitFor('the end of the process', () => !exists(pid));

  test('a process that is killed between two activations', async () => {
    await start();
    const pid = await pidOf();
    action.logged();
    process.kill(pid, 'SIGKILL');
    await gone(pid);
    expect(await pidOf()).not.toBe(pid);
    expect(action.logged()).toEqual({
      stdout: FRAME,
      stderr: `The action process was killed by SIGKILL outside an activation; it is replaced.\n${FRAME}`,
    });
  });

  test('a process that is killed during an activation', async () => {
    await start();
    const pid = await pidOf();
    action.logged();
    const killed = run("out('working'); pause(60_000);");
    await waitFor('the activation', () => action.logged().stdout === 'working\n');
    process.kill(pid, 'SIGKILL');
    const text = 'The action process was killed by SIGKILL before it answered: working';
    await expect(killed).rejects.toMatchObject({ code: 'ERR_RUNNER_CRASHED', message: text });
    expect(action.logged()).toEqual({ stdout: FRAME, stderr: `${text}\n${FRAME}` });
    expect(await pidOf()).not.toBe(pid);
    expect(action.logged()).toEqual({ stdout: FRAME, stderr: FRAME });
  });

  test('also the very activation, when the process ends before it has read the message', async () => {
    await start();
    const pid = await pidOf();
    process.kill(pid, 'SIGSTOP');
    await waitFor('the stop', () => / T /.test(readFileSync(`/proc/${pid}/stat`, 'utf8')));
    const sent = pidOf();
    await new Promise((resolve) => setTimeout(resolve, 100));
    process.kill(pid, 'SIGKILL');
    expect(await sent).not.toBe(pid);
    expect(action.logged().stderr).toContain('was killed by SIGKILL outside an activation; it is replaced.\n');
  });

  test('a process that hangs past the deadline', async () => {
    await start();
    let pid = 0;
    let logged = { stdout: '', stderr: '' };
    const isReached = () => logged.stdout !== FRAME;
    await reachLimit(isReached, async (limitMs) => {
      pid = await pidOf();
      action.logged();
      const hanging = run("process.on('SIGTERM', () => {}); out('working'); pause(60_000);", {
        deadline: Date.now() + limitMs,
      });
      await expect(hanging).rejects.toMatchObject({
        code: 'ERR_RUNNER_DEADLINE',
        phase: 'run',
        message: expect.stringMatching(/^The action exceeded its time limits of \d+ milliseconds\.$/),
      });
      logged = action.logged();
    });
    expect(logged).toEqual({
      stdout: `working\n${FRAME}`,
      stderr: expect.stringMatching(
        new RegExp(`^The action exceeded its time limits of \\d+ milliseconds\\.\n${FRAME}$`),
      ),
    });
    expect(isAlive(pid)).toBe(false);
    expect(await pidOf()).not.toBe(pid);
  });

  test.each([
    ['no JSON', 'nonsense', '"nonsense"', 'is not JSON'],
    ['a scalar', '5', '"5"', 'is a number, neither an object nor an array'],
    ['null', 'null', '"null"', 'is null, neither an object nor an array'],
    ['NaN', 'NaN', '"NaN"', 'is not JSON'],
    ['an empty line', '', '""', 'is blank'],
    ['a line of blanks', ' \t\r', '" \\t\\r"', 'is blank'],
  ])('an answer that is %s: nothing is logged, but the error has the reason', async (_, line, shown, why) => {
    await start();
    const pid = await pidOf();
    action.logged();
    await expect(run(`write(3, ${JSON.stringify(`${line}\n`)}); 1`)).rejects.toMatchObject({
      code: 'ERR_RUNNER_RESULT_INVALID',
      message: 'The action did not return a dictionary or array.',
      reason: `The action process wrote ${shown} to file descriptor 3 instead of a JSON object or array: it ${why}.`,
    });
    expect(action.logged()).toEqual({ stdout: FRAME, stderr: FRAME });
    // The line was whole, so the process and its state stay.
    expect(await pidOf()).toBe(pid);
  });

  test('an answer of two lines, of which the first counts', async () => {
    await start();
    const pid = await pidOf();
    action.logged();
    expect(await run("write(3, '[1]\\n[2]\\n'); 1")).toEqual([1]);
    expect(action.logged().stderr).toBe(
      `The action process wrote more to file descriptor 3 than expected; it is replaced.\n${FRAME}`,
    );
    expect(await pidOf()).not.toBe(pid);
  });

  test('an answer longer than a result may be', async () => {
    await start({}, { maxResultBytes: 100 });
    const pid = await pidOf();
    await expect(run("answer('x'.repeat(1_000)); 1")).rejects.toMatchObject({
      code: 'ERR_RUNNER_RESULT_TOO_LARGE',
      message: 'The result of the action is longer than 100 bytes.',
    });
    expect(await pidOf()).not.toBe(pid);
  });

  test('a part of an answer, and the end', async () => {
    await start();
    await expect(run('write(3, \'{"a":\'); process.exit(3);')).rejects.toThrow(
      'The action process exited with status 3 before it answered.',
    );
    await expect(pidOf()).resolves.toBeGreaterThan(0);
  });

  test('an answer that is followed at once by the end', async () => {
    await start();
    const pid = await pidOf();
    expect(await run('answer([1]); process.exit(0);')).toEqual([1]);
    await gone(pid);
    await expect(pidOf()).resolves.toBeGreaterThan(0);
    expect(action.logged().stderr).toContain(
      'The action process exited with status 0 outside an activation; it is replaced.\n',
    );
  });

  test('a replacement that does not start', async () => {
    await start();
    const exec = join(action.directory, 'exec');
    await expect(run('process.exit(1);')).rejects.toMatchObject({ code: 'ERR_RUNNER_CRASHED' });
    action.logged();
    writeFileSync(exec, '#!/bin/sh\n# __OW_WAIT_FOR_ACK\necho broken >&2\nexit 9\n');
    const text = 'The action process exited with status 9 before it was ready: broken';
    await expect(run('')).rejects.toMatchObject({ code: 'ERR_RUNNER_START', message: text });
    expect(action.logged()).toEqual({ stdout: FRAME, stderr: `broken\n${text}\n${FRAME}` });
    unlinkSync(exec);
    writeFileSync(exec, OBEDIENT, { mode: 0o755 });
    await expect(pidOf()).resolves.toBeGreaterThan(0);
  });
});

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { killGroup } from './kill-group.js';
import { splitLines } from './logs.js';
import { startLimit } from './run-process.js';

/** How long a program that does not acknowledge is watched. */
const WATCH_MS = 600;
/** How long what was written before an answer may take to arrive after it. */
const SETTLE_MS = 15;

/** What a pipe takes at once. */
const PIPE_BYTES = 65_536;

/** One process that answers one activation after the other. */
export function createLoop({ directory, is, running }) {
  const exec = join(directory, 'exec');
  let environment = {};
  let child;
  let lines = [];
  let wake = () => undefined;
  let flush = () => undefined;
  let log;
  let hasExited = false;
  const early = [];

  function spawnChild() {
    const inherited = is('loop-without-path') ? { ...environment, PATH: undefined } : environment;
    const own = Object.entries(inherited).map(([name, text]) => [
      name,
      is('loop-cuts-values') ? text?.split('=')[0] : text,
    ]);
    const acknowledge = is('loop-does-not-ask') ? {} : { __OW_WAIT_FOR_ACK: '1' };
    const started = spawn(exec, [], {
      cwd: directory,
      env: { ...Object.fromEntries(own), ...acknowledge, PWD: directory },
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    });
    child = started;
    running.add(started);
    lines = [];
    started.stdin.on('error', () => undefined);
    started.on('error', () => undefined);
    const [output, errors, answers] = [started.stdout, started.stderr, started.stdio[3]];
    const write = (stream) => (line) => (log ? log.line(stream, line) : early.push([stream, line]));
    const flushes = [
      splitLines(output, write(is('loop-mixes-logs') ? 'stderr' : 'stdout')),
      splitLines(errors, write('stderr')),
    ];
    flush = () => {
      for (const one of flushes) one();
    };
    splitLines(answers, (line) => {
      if (child !== started) return;
      lines.push(line.toString());
      wake();
    });
    answers.on('error', () => undefined);
    started.on('exit', () => {
      if (child === started) hasExited = true;
      running.delete(started);
      killGroup(started.pid);
      // Its last output may still be on its way.
      setTimeout(() => {
        if (child === started) child = undefined;
        wake();
      }, SETTLE_MS);
    });
    return started;
  }

  /** Waits for a line, the end of the process, or the end of a time. @returns {Promise<string | undefined>} */
  async function nextLine(limitMs) {
    const end = limitMs === undefined ? Number.POSITIVE_INFINITY : performance.now() + limitMs;
    while (lines.length === 0 && child !== undefined && performance.now() < end) {
      await new Promise((resolve) => {
        wake = resolve;
        if (limitMs !== undefined) setTimeout(resolve, Math.max(1, end - performance.now()));
      });
    }
    return lines.shift();
  }

  const isAcknowledgement = (line) => line === '{"ok":true}';

  async function startProcess(deadline) {
    const started = spawnChild();
    const limit = startLimit(started, deadline, is);
    const knows = (await readFile(exec, 'latin1')).includes('__OW_WAIT_FOR_ACK');
    const asks = knows && !is('loop-does-not-ask') && !is('loop-counts-late-acknowledgement');
    if (is('loop-does-not-wait')) {
      limit.stop();
      started.isLate = true;
      return;
    }
    const line = await nextLine(asks || is('loop-always-waits') ? undefined : WATCH_MS);
    limit.stop();
    if (limit.isOver) {
      child = undefined;
      throw new Error(`The action exceeded its time limits of ${deadline.limitMs} milliseconds during initialization.`);
    }
    if (line !== undefined && !isAcknowledgement(line))
      throw new Error(`The action process is not ready: it wrote ${line}.`);
    if (line === undefined && child === undefined) {
      const { exitCode, signalCode } = started;
      throw new Error(
        `The action process ${signalCode ? `was killed by ${signalCode}` : `exited with status ${exitCode}`} before it was ready.`,
      );
    }
    // A program that acknowledges late.
    if (line === undefined && !is('loop-counts-late-acknowledgement')) started.isLate = true;
  }

  return {
    async start(variables, initLog, deadline) {
      environment = variables;
      log = is('loop-hides-init-logs') ? undefined : initLog;
      try {
        await startProcess(deadline);
      } finally {
        flush();
        log = undefined;
      }
    },
    async run(message, deadline, runLog) {
      log = runLog;
      for (const [stream, line] of early.splice(0)) runLog.line(stream, line);
      try {
        if (child === undefined && hasExited && is('loop-stays-dead'))
          return { error: 'The action process has exited.' };
        if (child === undefined) await startProcess(undefined);
        return await exchange(message, deadline);
      } catch (error) {
        return { error: error.message };
      } finally {
        flush();
        log = undefined;
        if (is('loop-new-process-each-time')) this.kill();
      }
    },
    kill() {
      const old = child;
      child = undefined;
      if (old?.pid !== undefined) killGroup(old.pid);
    },
    async closed() {
      while (child !== undefined) await sleep(10);
    },
  };

  async function exchange(message, deadline) {
    const current = child;
    if (!is('loop-keeps-old-answers')) lines = [];
    const sent = is('loop-sends-value-only') ? JSON.stringify(JSON.parse(message).value) : message;
    current.stdin.write(`${is('loop-cuts-messages') ? sent.slice(0, PIPE_BYTES) : sent}\n`);
    const limit = startLimit(current, deadline, is);
    let answer;
    do {
      answer = await nextLine();
    } while (
      answer !== undefined &&
      ((answer === '' && !is('loop-counts-empty-lines')) || (current.isLate && isAcknowledgement(answer)))
    );
    current.isLate = false;
    limit.stop();
    if (answer !== undefined) {
      await sleep(SETTLE_MS);
      if (lines.some((line) => line !== '') && !is('loop-keeps-old-answers')) {
        child = undefined;
        killGroup(current.pid);
      }
      return { answer };
    }
    if (limit.isOver) return { error: `The action exceeded its time limits of ${deadline.limitMs} milliseconds.` };
    const { exitCode, signalCode } = current;
    if (is('loop-exit-is-empty-result')) return { answer: '{}' };
    const how = signalCode ? `was killed by ${signalCode}` : `exited with status ${exitCode}`;
    return {
      error: is('loop-exit-not-named') ? 'The action failed.' : `The action process ${how} before it answered.`,
    };
  }
}

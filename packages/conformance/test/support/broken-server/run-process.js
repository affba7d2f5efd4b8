import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { killGroup } from './kill-group.js';
import { splitLines } from './logs.js';

/** How long what an action leaves behind may hold its streams. */
const HELD_MS = 200;
const LONG_MS = 22_000;
const WHILE_MS = 6_500;
/** More than a runtime may be late, and less than the actions of the cases sleep beyond their deadlines. */
const LATE_MS = 3_200;

/** Runs a program once: the parameters on stdin, the last line of stdout is the result. */
export async function runProcess({ argv, input, directory, environment, deadline, log: given, is, running }) {
  const held = [];
  const log = is('deadline-drops-logs') ? { line: (...args) => held.push(args) } : given;
  const [file, ...args] = argv;
  let startError;
  let child;
  try {
    const cwd = await folderOf(directory, is);
    const env = { ...environment, ...(!is('pwd-not-set') && { PWD: cwd }) };
    child = spawn(file, args, { cwd, env, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
  } catch (error) {
    return { startError: `The action could not be started: ${error.code ?? error.message}` };
  }
  running.add(child);
  child.on('error', (error) => {
    startError = `The action could not be started: ${error.code}`;
  });
  const closed = new Promise((resolve) => child.on('close', resolve));
  const ended = new Promise((resolve) => child.on(child.pid === undefined ? 'error' : 'exit', resolve));
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);

  let lastLine;
  let finalLine;
  let hasOutput = false;
  splitLines(child.stdout, (line) => {
    hasOutput = true;
    finalLine = line;
    if (is('skips-blank-lines') && line.length === 0) return;
    if (is('first-json-line-counts') && lastLine !== undefined) return log.line('stdout', line);
    if (is('invalid-result-hidden') && line.toString() === 'no result') return;
    if (lastLine !== undefined) log.line('stdout', lastLine);
    // What cannot be a result is passed on at once.
    lastLine = /^\s*[{[]/.test(line.subarray(0, 64).toString('latin1')) ? line : undefined;
    if (lastLine === undefined) log.line('stdout', line);
  });
  splitLines(child.stderr, (line) => {
    if (!(is('drops-long-lines') && line.length > 100_000)) log.line('stderr', line);
  });

  const limit = startLimit(child, deadline, is);
  if (is('output-ends-activation')) await Promise.race([ended, once(child.stdout, 'close')]);
  else await ended;
  limit.stop();
  if (is('waits-a-while-for-output')) await Promise.race([closed, sleep(WHILE_MS, undefined, { ref: false })]);
  if (child.pid !== undefined && !is('leaves-children') && !is('waits-for-children')) killGroup(child.pid);
  const heldMs = is('waits-for-children') || is('waits-for-daemons') ? LONG_MS : HELD_MS;
  await Promise.race([closed, sleep(heldMs, undefined, { ref: false })]);
  await Promise.all([destroy(child.stdout), destroy(child.stderr)]);
  running.delete(child);
  if (!limit.isOver) for (const args of held) given.line(...args);
  const { exitCode: code, signalCode: signal } = child;
  // Node.js destroys stdin when it sees the exit before the broken pipe.
  if (is('broken-pipe-fails') && input.length > 100_000 && !child.stdin.writableFinished)
    startError ??= 'The parameters could not be written: EPIPE';
  return {
    code,
    signal,
    startError,
    lastLine,
    finalLine,
    hasOutput,
    timedOut: limit.isOver,
    limitMs: deadline?.limitMs,
  };
}

/** Where it runs. */
async function folderOf(directory, is) {
  if (is('runs-elsewhere')) return await realpath(tmpdir());
  return is('fresh-directory') ? await mkdtemp(join(directory, 'run-')) : directory;
}

/** Ends the process group when its time is over: first politely, then not. */
export function startLimit(child, deadline, is) {
  const limit = { isOver: false, stop: () => timers.map(clearTimeout) };
  const timers = [];
  if (deadline === undefined) return limit;
  const lateMs = is('deadline-late') ? LATE_MS : 0;
  const at = (time, work) => timers.push(setTimeout(work, Math.max(0, time + lateMs - Date.now())));
  at(deadline.at, () => {
    limit.isOver = true;
    if (child.pid === undefined) return;
    if (is('deadline-kills-one-process')) child.kill('SIGTERM');
    else killGroup(child.pid, is('deadline-kills-at-once') ? 'SIGKILL' : 'SIGTERM');
  });
  if (!is('deadline-only-asks')) {
    at(deadline.at + deadline.reserve / 2, () => {
      if (child.pid === undefined) return;
      if (is('deadline-kills-one-process')) child.kill('SIGKILL');
      else killGroup(child.pid);
    });
  }
  return limit;
}

async function destroy(stream) {
  if (stream.closed) return;
  const closed = once(stream, 'close');
  stream.destroy();
  await closed;
}

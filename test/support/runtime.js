// @ts-check
/** Starts the real command as a process, talks to it, and measures it. Shared by the soak and the fuzzer. Linux only: reads /proc. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as http from 'node:http';
import { connect } from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { descendants, isOfRuntime, marked } from './processes.js';

/** The command, and the build that it loads. */
export const COMMAND = fileURLToPath(new URL('../../packages/cli/bin/actionrunner.js', import.meta.url));
export const BUILD = fileURLToPath(new URL('../../packages/cli/dist/main.js', import.meta.url));

const START_LIMIT_MS = 120_000;
const STOP_LIMIT_MS = 120_000;
const CLOSE_LIMIT_MS = 30_000;
const ANSWER_LIMIT_MS = 240_000;
const RETRY_MS = 10;
const SETTLE_STEP_MS = 50;
/** What has just been forked, or is about to be gone, may take a few steps. */
const SETTLED_STEPS = 5;
const TAIL_BYTES = 4096;
/** Variables that change what the runtime does. */
const FOREIGN = /^(NODE_.*|PORT|PROXY_ALLOW_REINIT|ACTIONRUNNER_.*|__OW_.*)$/;

/**
 * @typedef {object} Answer
 * @property {number} status
 * @property {http.IncomingHttpHeaders} headers
 * @property {Buffer} body
 *
 * @typedef {object} RuntimeOptions
 * @property {string} runner as `serve` takes it
 * @property {string} directory the action directory
 * @property {string[]} [args] more options of `serve`
 * @property {Record<string, string>} [env] more environment variables
 * @property {string} [mark] `NAME=value` in the environment of the runtime and of all that it starts; unique by default
 * @property {number} [maxSockets] requests in flight at a time; more wait in this process. No limit by default
 * @property {(bytes: Buffer) => void} [onStdout]
 * @property {(bytes: Buffer) => void} [onStderr]
 *
 * @typedef {Awaited<ReturnType<typeof startRuntime>>} Runtime
 */

/** Kills a runtime that is running, and removes its files. @type {Set<() => void>} */
const running = new Set();

/**
 * Starts `actionrunner serve` and waits until it listens, on a Unix socket of its own.
 * @param {RuntimeOptions} options
 */
export async function startRuntime({ runner, directory, args = [], env = {}, ...options }) {
  const { mark = `RUNTIME_RUN=${randomUUID()}`, maxSockets = Number.POSITIVE_INFINITY } = options;
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'runtime-'));
  const socketPath = path.join(folder, 'socket');
  const own = Object.entries(process.env).filter(([name]) => !FOREIGN.test(name));
  const command = [COMMAND, 'serve', runner, '--directory', directory, '--socket', socketPath, ...args];
  const [name, value] = /** @type {[string, string]} */ (splitOnce(mark, '='));
  // A session of its own: Ctrl-C reaches this program only, which then terminates the runtime.
  const child = spawn(process.execPath, command, {
    env: { ...Object.fromEntries(own), ...env, [name]: value },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const pid = /** @type {number} */ (child.pid);
  let errors = '';
  child.stdout.on('data', (bytes) => options.onStdout?.(bytes));
  child.stderr.on('data', (bytes) => {
    errors = (errors + bytes).slice(-TAIL_BYTES);
    options.onStderr?.(bytes);
  });
  const closed = once(child, 'close');
  /** @type {Promise<{ code: number | null, signal: NodeJS.Signals | null }>} */
  const exited = once(child, 'exit').then(([code, signal]) => ({ code, signal }));
  const agent = new http.Agent({ keepAlive: true, maxSockets });
  const isRunning = () => child.exitCode === null && child.signalCode === null;

  /** Ends the runtime and all that it started, at once. */
  const kill = () => {
    running.delete(kill);
    agent.destroy();
    if (isRunning()) child.kill('SIGKILL');
    killMarked(mark);
    fs.rmSync(folder, { recursive: true, force: true });
  };
  running.add(kill);

  /** Ends it as a platform does. All its output has been passed on when this settles. @returns its exit status; null when a signal ended it, also one sent here after two minutes */
  const stop = async () => {
    if (isRunning()) child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
    const { code } = await exited;
    clearTimeout(timer);
    await Promise.race([closed, sleep(CLOSE_LIMIT_MS, undefined, { ref: false })]);
    agent.destroy();
    fs.rmSync(folder, { recursive: true, force: true });
    return code;
  };

  /** The last it wrote to stderr. */
  const lastErrors = () => errors;

  /** @type {(path: string, body: string | Buffer, headers?: http.OutgoingHttpHeaders) => Promise<Answer>} */
  const post = (url, body, headers) => request({ agent, socketPath, path: url, method: 'POST', headers }, body);
  const get = (/** @type {string} */ url) => request({ agent, socketPath, path: url, method: 'GET' });

  try {
    await listening(socketPath, isRunning);
  } catch (error) {
    kill();
    throw new Error(`serve ${runner} did not start: ${/** @type {Error} */ (error).message}\n${errors}`);
  }
  return { pid, mark, socketPath, post, get, exited, isRunning, stop, kill, lastErrors };
}

/** Kills all runtimes and all that they started; for the end of a program. */
export function killRuntimes() {
  for (const kill of running) kill();
}

/**
 * What a runtime takes of the machine.
 * @param {number} pid
 * @param {string} mark counts processes with it too, also those that are no descendants any more
 * @returns {{ rssBytes: number, descriptors: number, processes: number }} of the runtime, of the runtime, and with all others
 */
export function measure(pid, mark) {
  const status = fs.readFileSync(`/proc/${pid}/status`, 'utf8');
  return {
    rssBytes: Number(/VmRSS:\s*(\d+) kB/.exec(status)?.[1] ?? 0) * 1024,
    descriptors: fs.readdirSync(`/proc/${pid}/fd`).length,
    // Shells that wait come and go.
    processes: new Set([pid, ...descendants(pid), ...marked(mark)].filter((one) => !isOfRuntime(one))).size,
  };
}

/**
 * What it takes once it starts nothing more in the background.
 * @param {Pick<Runtime, 'pid' | 'mark'>} runtime
 */
export async function measureAtRest({ pid, mark }) {
  let last = measure(pid, mark);
  for (let same = 0; same < SETTLED_STEPS; ) {
    await sleep(SETTLE_STEP_MS);
    const next = measure(pid, mark);
    same = next.processes === last.processes ? same + 1 : 0;
    last = next;
  }
  return last;
}

/** @param {string} mark */
function killMarked(mark) {
  // One may start another while they are looked for.
  for (let pids = marked(mark); pids.length > 0; pids = marked(mark)) {
    for (const pid of pids) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended.
      }
    }
  }
}

/**
 * @param {http.RequestOptions} options
 * @param {string | Buffer} [body]
 * @returns {Promise<Answer>}
 */
function request(options, body) {
  return new Promise((resolve, reject) => {
    const length =
      body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const sent = http.request({ ...options, headers: { ...length, ...options.headers } }, (response) => {
      /** @type {Buffer[]} */
      const chunks = [];
      response.on('data', (bytes) => chunks.push(bytes));
      response.once('error', reject);
      response.once('end', () => {
        const { statusCode = 0, headers } = response;
        resolve({ status: statusCode, headers, body: Buffer.concat(chunks) });
      });
    });
    sent.setTimeout(ANSWER_LIMIT_MS, () => sent.destroy(new Error(`no answer within ${ANSWER_LIMIT_MS / 1000} s`)));
    sent.once('error', reject);
    sent.end(body);
  });
}

/**
 * @param {string} socketPath
 * @param {() => boolean} isRunning
 */
async function listening(socketPath, isRunning) {
  for (const limit = Date.now() + START_LIMIT_MS; ; await sleep(RETRY_MS)) {
    const socket = connect(socketPath);
    try {
      await once(socket, 'connect');
      return;
    } catch (error) {
      if (!isRunning()) throw new Error('it ended');
      if (Date.now() > limit) throw error;
    } finally {
      socket.destroy();
    }
  }
}

/** @param {string} text @param {string} separator */
function splitOnce(text, separator) {
  const at = text.indexOf(separator);
  return [text.slice(0, at), text.slice(at + separator.length)];
}

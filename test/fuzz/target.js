// @ts-check
/** A served runtime under test, the folders around it, and what is watched about it. */
import * as fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { measure, measureAtRest, startRuntime } from '../support/runtime.js';
import { exchange } from './exchange.js';
import { LogWatch } from './log-watch.js';
import { ECHO, NATIVE_ECHO } from './messages.js';
import { differences, plantTree, snapshot } from './tree.js';

/** @typedef {import('./exchange.js').Sending} Sending */
/** @typedef {ReturnType<typeof measure>} Measure */

/** What it may take more after the cases than after the warm-up. */
const MORE = { rssBytes: 400 * 1024 * 1024, descriptors: 24, processes: 3 };
/** What is only for a moment is over then. */
const CALM_DOWN_MS = 3_000;
const FRAME_LIMIT_MS = 5_000;
const END_MS = 500;
const HIDDEN = '.actionrunner-';

export class Target {
  /** Answers are waited for as long as this. */
  limitMs;
  runner;
  /** The folder around the action directory. */
  outside;
  /** @type {Measure | undefined} */
  warm;
  #places;
  #tree;
  #runtime;
  #stdout;
  #stderr;
  #frames = 0;
  #isEcho = false;
  #nonce = 0;

  /**
   * @param {{ runner: string, limitMs: number }} options
   * @param {ReturnType<typeof plantTree>} places
   * @param {Awaited<ReturnType<typeof startRuntime>>} runtime
   * @param {{ stdout: LogWatch, stderr: LogWatch }} logs
   */
  constructor({ runner, limitMs }, places, runtime, logs) {
    this.runner = runner;
    this.limitMs = limitMs;
    this.outside = places.root;
    this.#places = places;
    this.#runtime = runtime;
    this.#stdout = logs.stdout;
    this.#stderr = logs.stderr;
    this.#tree = snapshot(places.root, places.action);
  }

  /** @param {{ runner: string, limitMs: number, folder: string }} options */
  static async start({ folder, ...options }) {
    fs.rmSync(folder, { recursive: true, force: true });
    const places = plantTree(folder);
    const logs = { stdout: new LogWatch(), stderr: new LogWatch() };
    const runtime = await startRuntime({
      runner: options.runner,
      directory: places.action,
      args: ['--allow-reinit'],
      env: { TMPDIR: places.temporary, HOME: places.home },
      onStdout: (bytes) => logs.stdout.take(bytes),
      onStderr: (bytes) => logs.stderr.take(bytes),
    });
    return new Target(options, places, runtime, logs);
  }

  get isRunning() {
    return this.#runtime.isRunning();
  }

  /** The last lines of its logs. */
  get tail() {
    return this.#stderr.tail;
  }

  get directory() {
    return this.#places.action;
  }

  /** Names in the action directory. */
  names() {
    return fs.readdirSync(this.directory);
  }

  /** The action is another one now. */
  changed() {
    this.#isEcho = false;
  }

  /** @param {Sending} sending */
  send(sending) {
    return exchange(this.#runtime.socketPath, sending, this.limitMs);
  }

  /**
   * A well-framed POST.
   * @param {string} target
   * @param {Buffer | string} body
   * @returns {Promise<{ answer?: import('./answers.js').Answer, problem: string | undefined }>}
   */
  async post(target, body) {
    const bytes = Buffer.from(body);
    const head = `POST ${target} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${bytes.length}\r\n\r\n`;
    const { answers, problem } = await this.send({
      pieces: [Buffer.concat([Buffer.from(head), bytes])],
      count: 1,
      end: 'wait',
    });
    const [answer] = answers;
    if (!answer) return { problem: problem ?? `the connection was closed without an answer to ${target}` };
    const isNamed = answer.status === 200 || /^ERR_RUNNER_[A-Z_]+$/.test(answer.code ?? '');
    return {
      answer,
      problem: problem ?? (isNamed ? undefined : `status ${answer.status} without a code in X-ActionRunner-Error`),
    };
  }

  /** Waits until all that was sent before has been dealt with: an init has its turn after everybody else. Writes no frame. */
  async settle() {
    const { problem } = await this.post('/init', '{');
    return problem === undefined ? [] : [problem];
  }

  /**
   * Counts the frames that came since the last call.
   * @param {number} least
   * @param {number} most
   * @returns {Promise<string[]>} problems
   */
  async frames(least, most) {
    const limit = Date.now() + (this.isRunning ? Math.min(FRAME_LIMIT_MS, this.limitMs) : 0);
    const seen = () => [this.#stdout.frames - this.#frames, this.#stderr.frames - this.#frames];
    const tooFew = () => seen().some((count) => count < least) || (least !== most && seen()[0] !== seen()[1]);
    while (tooFew() && Date.now() < limit) await sleep(1);
    const [stdout = 0, stderr = 0] = seen();
    this.#frames = Math.max(this.#stdout.frames, this.#stderr.frames);
    this.#stdout.frames = this.#frames;
    this.#stderr.frames = this.#frames;
    if (stdout === stderr && stdout >= least && stdout <= most) return [];
    return [
      `${stdout} log frames on stdout and ${stderr} on stderr, not ${least === most ? least : `${least} to ${most}`}`,
    ];
  }

  /** Gives it the time to end, if that is why something is wrong. */
  async mayEnd() {
    await Promise.race([this.#runtime.exited, sleep(END_MS)]);
  }

  /** What must hold after every case. */
  async watch() {
    const now = snapshot(this.#places.root, this.#places.action);
    const problems = differences(this.#tree, now).map((line) => `outside of the action directory: ${line}`);
    this.#tree = now;
    const kept = this.names().filter((name) => name.startsWith(HIDDEN));
    if (kept.length > 1) problems.push(`${kept.length} hidden folders are left in the action directory`);
    problems.push(...this.#stdout.found(), ...this.#stderr.found());
    if (!this.isRunning) {
      const { code, signal } = await this.#runtime.exited;
      problems.push(`the runtime has ended: ${signal ?? `exit status ${code}`}\n${this.tail}`);
    }
    return problems;
  }

  /** Makes sure that the action is the one that echoes. @returns {Promise<string[]>} problems */
  async makeEcho() {
    return this.#isEcho ? [] : await this.checkHealth();
  }

  /** Delivers the action that echoes and runs it. @returns {Promise<string[]>} problems */
  async checkHealth() {
    const code = ECHO[this.runner] ?? NATIVE_ECHO;
    const init = await this.post('/init', JSON.stringify({ value: { code, env: {} } }));
    if (init.answer?.status !== 200)
      return [`a normal init fails: ${init.problem ?? init.answer?.body.toString('latin1', 0, 300)}`];
    this.#nonce += 1;
    const sent = { nonce: this.#nonce, text: 'é' };
    const run = await this.post('/run', JSON.stringify({ value: sent, activation_id: `health-${this.#nonce}` }));
    const got = run.answer?.body.toString() ?? '';
    // Two of the runners write it in their own way.
    const isRight = run.answer?.status === 200 && run.problem === undefined && isDeepStrictEqual(JSON.parse(got), sent);
    this.#isEcho = isRight;
    return [
      ...(isRight ? [] : [`a normal run fails: ${run.problem ?? `${run.answer?.status} ${got.slice(0, 300)}`}`]),
      ...(await this.frames(1, 1)),
    ];
  }

  measure() {
    return measure(this.#runtime.pid, this.#runtime.mark);
  }

  measureAtRest() {
    return measureAtRest(this.#runtime);
  }

  /** Remembers what it takes now. */
  rememberWarm() {
    this.warm = this.measure();
  }

  /** Compares what it takes with what it took after the warm-up. @returns {Promise<string[]>} problems */
  async growth() {
    const { warm } = this;
    if (warm === undefined || !this.isRunning) return [];
    const names = /** @type {(keyof typeof MORE)[]} */ (Object.keys(MORE));
    const grown = () => {
      const now = this.measure();
      return names
        .filter((name) => now[name] > warm[name] + MORE[name])
        .map((name) => `${name} grew from ${warm[name]} to ${now[name]}`);
    };
    for (const limit = Date.now() + CALM_DOWN_MS; grown().length > 0 && Date.now() < limit; ) await sleep(100);
    return grown();
  }

  /** Ends it as a platform does. @returns {Promise<string[]>} problems */
  async stop() {
    if (!this.isRunning) return [];
    const status = await this.#runtime.stop();
    const problems = [...this.#stdout.found(), ...this.#stderr.found()];
    if (status !== 0) problems.push(`the runtime ended with status ${status} after SIGTERM`);
    return [...problems, ...differences(this.#tree, snapshot(this.#places.root, this.#places.action))];
  }

  kill() {
    this.#runtime.kill();
  }
}

// @ts-check
/** Runs cases one after the other until the count or the time is used up, or too much has failed. */
import * as path from 'node:path';
import { makeCase } from './cases.js';
import { runCase } from './run-case.js';
import { Target } from './target.js';

/** @typedef {import('./cases.js').Case} Case */

/**
 * @typedef {object} Options
 * @property {number} seed
 * @property {number} count
 * @property {number} seconds
 * @property {number | undefined} only
 * @property {number} failures how many to go on with
 * @property {number} limitMs
 * @property {number} warmUp cases of a runtime until its memory counts as warm
 * @property {readonly string[]} runners the first one gets most cases
 * @property {string} folder
 *
 * @typedef {{ made: Case, problems: string[] }} Failure
 */

/** Cases after which a normal init and run are tried. */
const HEALTH_EVERY = 20;
/** Cases after which the machine is looked at. */
const MEASURE_EVERY = 100;
/** How often a long run says that it goes on. */
const PROGRESS_MS = 60_000;

export class Campaign {
  /** @type {Map<string, number>} */
  kinds = new Map();
  /** @type {Map<number, number>} */
  statuses = new Map();
  /** @type {Map<string, Target>} */
  targets = new Map();
  cases = 0;
  failures = 0;
  #options;
  #onFailure;
  #onProgress;
  /** @type {Map<string, number>} */
  #seen = new Map();
  #stopped = false;

  /** @param {Options} options @param {(failure: Failure) => void} onFailure @param {() => void} onProgress */
  constructor(options, onFailure, onProgress) {
    this.#options = options;
    this.#onFailure = onFailure;
    this.#onProgress = onProgress;
  }

  /** Ends after the case that is under way. */
  stop() {
    this.#stopped = true;
  }

  /** @returns {Promise<void>} */
  async run() {
    const { only, count, seconds, failures } = this.#options;
    const end = Date.now() + seconds * 1000;
    let next = Date.now() + PROGRESS_MS;
    const [first, last] = only === undefined ? [0, count] : [only, only + 1];
    const run = { ...this.#options, outside: (/** @type {string} */ runner) => this.#folder(runner) };
    for (
      let index = first;
      index < last && Date.now() < end && this.failures < failures && !this.#stopped;
      index += 1
    ) {
      await this.#one(makeCase(run, index));
      if (Date.now() > next) {
        this.#onProgress();
        next = Date.now() + PROGRESS_MS;
      }
    }
  }

  /** Ends all targets. @returns {Promise<string[]>} what was wrong at the end */
  async finish() {
    const problems = [];
    for (const target of this.targets.values()) {
      const found = target.isRunning
        ? [...(await target.checkHealth()), ...(await target.growth()), ...(await target.watch())]
        : [];
      problems.push(...found.map((problem) => `${target.runner}: ${problem}`));
    }
    return problems;
  }

  /** @param {Case} made */
  async #one(made) {
    const target = await this.#target(made.runner);
    const { problems, statuses } = await runCase(target, made);
    this.cases += 1;
    const kind = `${made.kind} ${path.basename(made.runner)}`;
    this.kinds.set(kind, (this.kinds.get(kind) ?? 0) + 1);
    for (const status of statuses) this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
    const number = (this.#seen.get(made.runner) ?? 0) + 1;
    this.#seen.set(made.runner, number);
    if (target.isRunning && problems.length === 0) problems.push(...(await this.#lookAround(target, number)));
    if (problems.length === 0) return;
    this.failures += 1;
    this.#onFailure({ made, problems });
    // Nothing can be said about a runtime that has failed.
    target.kill();
    this.targets.delete(made.runner);
  }

  /** @param {Target} target @param {number} number of its cases */
  async #lookAround(target, number) {
    const problems = [];
    if (number % HEALTH_EVERY === 0 || this.#options.only !== undefined) {
      problems.push(...(await target.checkHealth()), ...(await target.watch()));
    }
    if (target.warm === undefined ? number >= this.#options.warmUp : number % MEASURE_EVERY === 0) {
      problems.push(...(await target.makeEcho()), ...(await target.growth()));
      if (target.warm === undefined) target.rememberWarm();
    }
    return problems;
  }

  /** @param {string} runner */
  async #target(runner) {
    const known = this.targets.get(runner);
    if (known?.isRunning) return known;
    const { limitMs } = this.#options;
    const target = await Target.start({ runner, limitMs, folder: this.#folder(runner) });
    this.targets.set(runner, target);
    return target;
  }

  /** @param {string} runner */
  #folder(runner) {
    return path.join(this.#options.folder, path.basename(runner));
  }
}

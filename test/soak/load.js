// @ts-check
/** Puts one runtime under load, and measures it before, after the warm-up, and at the end. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { marked } from '../support/processes.js';
import { Random } from '../support/random.js';
import { measure, measureAtRest, startRuntime } from '../support/runtime.js';
import { parameters } from './actions.js';
import { killOne } from './kill.js';
import { Ledger } from './ledger.js';
import { activations } from './mix.js';

const WARM_UP_SHARE = 0.1;
const HOUR_MS = 3_600_000;
const SETTLE_LIMIT_MS = 5_000;
const SETTLE_STEP_MS = 50;
/** So often a client is refused before it gives up. */
const REFUSALS = 2;

/**
 * @typedef {import('./mix.js').Activation} Activation
 * @typedef {ReturnType<typeof measure>} Measure
 * @typedef {import('../support/runtime.js').Runtime} Runtime
 *
 * @typedef {object} Subject a runtime to be put under load
 * @property {string} name
 * @property {string} runner
 * @property {number} places activations that it runs at once
 * @property {string[]} args
 * @property {string} code of its action
 *
 * @typedef {object} Plan
 * @property {string} directory for files
 * @property {string} mark in the environment of all its processes
 * @property {number} count of activations
 * @property {number} seed
 * @property {number} concurrency
 * @property {number} until epoch milliseconds
 */

/**
 * Starts a runtime and initializes its action.
 * @param {Subject} subject
 * @param {Plan} plan
 */
export async function open({ name, runner, places, args, code }, plan) {
  const ledger = new Ledger();
  const directory = path.join(plan.directory, name);
  fs.mkdirSync(directory);
  const runtime = await startRuntime({
    ...{ runner, args, directory, mark: plan.mark },
    onStdout: (bytes) => ledger.log('stdout', bytes),
    onStderr: (bytes) => ledger.log('stderr', bytes),
  });
  const init = await runtime.post('/init', JSON.stringify({ value: { name: 'soak', main: 'main', code } }));
  if (init.status !== 200) throw new Error(`the init of ${name} failed: ${init.body}`);
  const start = await measureAtRest(runtime);
  return { name, ledger, start, load: () => load({ name, places, runtime, ledger, start }, plan) };
}

/**
 * Puts it under load, measures it, and ends it under load.
 * @param {{ name: string, places: number, runtime: Runtime, ledger: Ledger, start: Measure }} opened
 * @param {Plan} plan
 */
async function load({ name, places, runtime, ledger, start }, plan) {
  /** Goes on where the warm-up has stopped. */
  const sequence = activations(name, plan.seed);
  const random = new Random(~plan.seed);
  let kills = 0;
  const one = async (/** @type {Activation} */ activation) => {
    const answered = send(runtime, ledger, activation);
    if (activation.killAfterMs !== undefined) {
      await sleep(activation.killAfterMs);
      if (await killOne(runtime, ledger, random)) kills += 1;
    }
    return await answered;
  };
  const many = async (/** @type {number} */ end) => {
    const isOver = () => ledger.sent >= end || Date.now() >= plan.until || !runtime.isRunning();
    const line = async () => {
      while (!isOver()) await one(sequence.next().value);
    };
    await Promise.all(Array.from({ length: plan.concurrency }, line));
  };
  /** Measures once all that belongs to activations has ended. @param {string} when */
  const settled = async (when) => {
    // What a long-lived process has started ends with that process: each of them gets one.
    for (const kind of /** @type {const} */ (['exit', 'ok'])) {
      const plain = Array.from({ length: places }, (_, number) => {
        return { ...sequence.next().value, id: `${name}-${when}-${kind}-${number}`, kind, ...PLAIN };
      });
      await Promise.all(plain.map((activation) => send(runtime, ledger, activation)));
    }
    if (!runtime.isRunning()) throw new Error(ended(name, runtime, ledger));
    let now = measure(runtime.pid, runtime.mark);
    for (const limit = Date.now() + SETTLE_LIMIT_MS; now.processes > start.processes && Date.now() < limit; ) {
      await sleep(SETTLE_STEP_MS);
      now = measure(runtime.pid, runtime.mark);
    }
    return now;
  };

  /** Ends it as a platform does while activations run and wait, and more come until some are refused. */
  const stop = async () => {
    const line = async () => {
      for (let refused = 0; refused < REFUSALS && runtime.isRunning(); ) {
        // Nothing is killed: to look for it takes so long that the runtime would find nothing left to do.
        const outcome = await send(runtime, ledger, { ...sequence.next().value, killAfterMs: undefined });
        refused += outcome === 'refused' || outcome === 'unreached' ? 1 : 0;
      }
    };
    const lines = Promise.all(Array.from({ length: plan.concurrency }, line));
    while (ledger.open < plan.concurrency && runtime.isRunning()) await sleep(1);
    ledger.isStopping = true;
    const [exitCode] = await Promise.all([runtime.stop(), lines]);
    return exitCode;
  };

  await many(Math.ceil(plan.count * WARM_UP_SHARE));
  const warm = await settled('warm');
  await many(plan.count);
  const end = await settled('end');
  const exitCode = await stop();
  const left = marked(runtime.mark).length;
  runtime.kill();
  const files = temporaryFiles(runtime.pid);
  const framesMissing = ledger.close();
  return { name, ledger, start, warm, end, kills, exitCode, left, files, framesMissing };
}

/** The files and folders of a runtime in shared folders; each is there for a moment. @param {number} pid */
function temporaryFiles(pid) {
  const folders = ['/dev/shm', os.tmpdir()].filter((folder) => fs.existsSync(folder));
  const names = folders.flatMap((folder) => fs.readdirSync(folder).map((name) => path.join(folder, name)));
  return names.filter((name) => path.basename(name).startsWith(`.actionrunner-${pid}-`));
}

/** For an activation that nothing befalls. */
const PLAIN = { lines: 1, limitMs: undefined, killAfterMs: undefined };

/**
 * Sends one activation and enters its answer.
 * @param {Runtime} runtime
 * @param {Ledger} ledger
 * @param {Activation} activation
 * @returns see the answer of the ledger
 */
async function send(runtime, ledger, activation) {
  const { id, limitMs = HOUR_MS } = activation;
  ledger.send(activation);
  const message = { value: parameters(activation), activation_id: id, deadline: String(Date.now() + limitMs) };
  try {
    return ledger.answer(id, await runtime.post('/run', JSON.stringify(message)));
  } catch (error) {
    return ledger.lose(id, /** @type {NodeJS.ErrnoException} */ (error));
  }
}

/** @param {string} name @param {Runtime} runtime @param {Ledger} ledger */
function ended(name, runtime, ledger) {
  return [`the runtime ${name} ended under load`, ...ledger.examples, runtime.lastErrors()].join('\n');
}

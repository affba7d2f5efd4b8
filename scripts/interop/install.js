// @ts-check
/**
 * Installs the packages of subjects, each set once: together what a client does better in one call, and one after the other what would be
 * done twice side by side.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { isInstalled } from '../programs.js';
import { execute, limitTime } from './execute.js';
import { describeLack } from './lacking.js';
import { INSTALLERS } from './registries.js';

/** Compilers use more than one core each: more at once gains nothing. */
const CONCURRENCY = 3;
const DONE = '.installed';
/** A small machine that has other work compiles some programs for longer than a quarter of an hour. */
const MINUTES = { usual: 10, compiler: 45 };

/**
 * @typedef {import('./registries.js').PackageSet} PackageSet
 * @typedef {import('./registries.js').Installer} Installer
 * @typedef {(minutes: number) => AbortSignal} CreateLimit made for each command: what ends it, with all that it started
 * @typedef {(registry: string) => Promise<void> | undefined} WhenReady when the client of a registry is on the machine
 *
 * @typedef {object} Installation
 * @property {(sets: readonly PackageSet[]) => Promise<Map<string, string>>} wait until these are installed or missing: why, by their keys
 */

/**
 * Installs what is not in the cache yet, and says what could not be installed: a line for each reason.
 * @param {readonly PackageSet[]} sets
 * @param {(line: string) => void} say
 * @param {CreateLimit} [createLimit]
 * @returns {Promise<Map<string, string>>} why sets are missing, by their keys
 */
export async function installPackages(sets, say, createLimit) {
  const missing = await beginInstallation(sets, say, createLimit).wait(sets);
  for (const line of groupByReason(missing)) say(`NOT INSTALLED: ${line}`);
  return missing;
}

/**
 * Begins to install what is not in the cache yet.
 * @param {readonly PackageSet[]} sets in the order in which they are needed
 * @param {(line: string) => void} say
 * @param {CreateLimit} [createLimit]
 * @param {WhenReady} [whenReady]
 * @returns {Installation}
 */
export function beginInstallation(sets, say, createLimit = limitTime, whenReady = () => undefined) {
  const all = [...new Map(sets.map((set) => [set.folder, set])).values()];
  const ends = new Map(all.map(({ folder }) => [folder, createEnd()]));
  const takeTask = queueTasks(planTasks(all), whenReady);
  const work = async () => {
    for (let task = await takeTask(); task !== undefined; task = await takeTask()) {
      for await (const [set, reason] of runTask(task, say, createLimit)) ends.get(set.folder)?.settle(reason);
    }
  };
  const failed = Promise.all(Array.from({ length: CONCURRENCY }, work)).then(() => new Promise(() => undefined));
  failed.catch(() => undefined); // whoever waits gets the error
  return {
    wait: async (some) => {
      const reasons = Promise.all(some.map(async ({ key, folder }) => [key, await ends.get(folder)?.promise]));
      const known = /** @type {[string, string | undefined][]} */ (await Promise.race([reasons, failed]));
      return new Map(known.flatMap(([key, reason]) => (reason === undefined ? [] : [[key, reason]])));
    },
  };
}

/** What happens to a set: `settle` gets why it is missing. */
function createEnd() {
  /** @type {(reason: string | undefined) => void} */
  let settle = () => undefined;
  /** @type {Promise<string | undefined>} */
  const promise = new Promise((resolve) => (settle = resolve));
  return { promise, settle };
}

/**
 * Each call gets the next task whose client is there; undefined after the last.
 * @param {PackageSet[][]} tasks
 * @param {WhenReady} whenReady
 * @returns {() => Promise<PackageSet[] | undefined>}
 */
function queueTasks(tasks, whenReady) {
  /** @type {Map<string, Promise<unknown>>} clients that are not there yet */
  const awaited = new Map();
  const registryOf = (/** @type {PackageSet[]} */ [first]) => first?.registry ?? '';
  for (const registry of new Set(tasks.map(registryOf))) {
    const ready = whenReady(registry);
    if (ready !== undefined)
      awaited.set(
        registry,
        ready.then(() => awaited.delete(registry)),
      );
  }
  return async () => {
    while (tasks.length > 0) {
      const index = tasks.findIndex((task) => !awaited.has(registryOf(task)));
      if (index >= 0) return tasks.splice(index, 1)[0];
      await Promise.race(awaited.values());
    }
    return undefined;
  };
}

/**
 * What is done by one worker. Compilers come first, as they take longest.
 * @param {readonly PackageSet[]} sets
 */
function planTasks(sets) {
  /** @type {Map<string, PackageSet[]>} */
  const tasks = new Map();
  for (const set of sets) {
    const { queue } = findInstaller(set);
    const name = queue ?? set.folder;
    tasks.set(name, [...(tasks.get(name) ?? []), set]);
  }
  const isCompiled = (/** @type {PackageSet[]} */ [first]) =>
    first !== undefined && findInstaller(first).isCompiler === true;
  return [...tasks.values()].sort((a, b) => Number(isCompiled(b)) - Number(isCompiled(a)));
}

/** @param {PackageSet} set */
function findInstaller({ registry }) {
  const installer = INSTALLERS[registry];
  if (installer === undefined) throw new Error(`"${registry}" is not a registry that this installs from.`);
  return installer;
}

/**
 * Sets, each with why it is missing.
 * @param {readonly PackageSet[]} sets
 * @param {(line: string) => void} say
 * @param {CreateLimit} createLimit
 * @returns {AsyncGenerator<[PackageSet, string | undefined]>}
 */
async function* runTask(sets, say, createLimit) {
  const begun = Date.now();
  const together = await installTogether(
    sets.filter((set) => !isThere(set)),
    createLimit,
  );
  if (together.length > 0) say(`installed ${together.map(({ key }) => key).join(', ')} in ${secondsSince(begun)}`);
  for (const set of sets) {
    const started = Date.now();
    const wasThere = isThere(set);
    const reason = await installSet(set, createLimit);
    if (reason === undefined && !wasThere) say(`installed ${set.key} in ${secondsSince(started)}`);
    yield [set, reason];
  }
}

/** @param {number} started */
const secondsSince = (started) => `${((Date.now() - started) / 1000).toFixed(1)} s`;

/** @param {PackageSet} set */
const isThere = ({ folder }) => fs.existsSync(path.join(folder, DONE));

/**
 * Installs sets of a registry by one call of its client.
 * @param {readonly PackageSet[]} sets
 * @param {CreateLimit} createLimit
 * @returns {Promise<readonly PackageSet[]>} what was installed: none if there is no such call, or if it fails. Each alone shows which does
 */
async function installTogether(sets, createLimit) {
  const [first] = sets;
  if (first === undefined || sets.length === 1) return [];
  const installer = findInstaller(first);
  if (installer.together === undefined || (installer.client && !isInstalled(installer.client))) return [];
  const folder = `${first.folder}-and-others`;
  for (const each of [folder, ...sets.map((set) => set.folder)]) clear(each);
  const reason = await executeAll(installer.together(sets), folder, installer, createLimit);
  fs.rmSync(folder, { recursive: true, force: true });
  if (reason !== undefined) return [];
  for (const set of sets) mark(set);
  return sets;
}

/** @param {string} folder what an installation that was interrupted left there is removed */
function clear(folder) {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
}

/** @param {PackageSet} set */
const mark = ({ folder }) => fs.writeFileSync(path.join(folder, DONE), '');

/**
 * @param {readonly import('./execute.js').Command[]} commands
 * @param {string} folder
 * @param {Installer} installer
 * @param {CreateLimit} createLimit
 * @returns {Promise<string | undefined>} why one failed
 */
async function executeAll(commands, folder, installer, createLimit) {
  const env = { ...process.env, ...installer.env, ...(installer.env?.['GOBIN'] && { GOBIN: folder }) };
  const minutes = installer.isCompiler ? MINUTES.compiler : MINUTES.usual;
  for (const command of commands) {
    const reason = await execute(command, folder, env, createLimit(minutes));
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/**
 * @param {PackageSet} set
 * @param {CreateLimit} createLimit
 * @returns {Promise<string | undefined>} why it could not be installed
 */
async function installSet(set, createLimit) {
  if (isThere(set)) return undefined;
  const installer = findInstaller(set);
  const lacking = installer.needs && (await installOnce(installer.needs, createLimit));
  if (lacking !== undefined) return lacking;
  if (installer.client !== undefined && !isInstalled(installer.client)) return describeLack(installer.client);
  clear(set.folder);
  const reason = await executeAll(installer.commands(set), set.folder, installer, createLimit);
  if (reason === undefined) mark(set);
  return reason;
}

/** @type {Map<string, Promise<string | undefined>>} installations of what other sets need, by their folders */
const begun = new Map();

/**
 * @param {PackageSet} set
 * @param {CreateLimit} createLimit
 */
function installOnce(set, createLimit) {
  const running = begun.get(set.folder) ?? installSet(set, createLimit);
  begun.set(set.folder, running);
  return running;
}

/**
 * "a, b: reason", a line for each reason.
 * @param {ReadonlyMap<string, string>} reasons
 */
export function groupByReason(reasons) {
  return [...new Set(reasons.values())].map((reason) => {
    const names = [...reasons.keys()].filter((name) => reasons.get(name) === reason);
    return `${names.join(', ')}: ${reason}`;
  });
}

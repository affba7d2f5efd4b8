// @ts-check
/** Runs each subject in a process of its own, as tools may keep it busy for minutes, and says when each of its rows may begin. */
import { fork } from 'node:child_process';
import * as path from 'node:path';
import { createPlaces } from './places.js';
import { listPackages } from './registries.js';

const SUBJECT = path.join(import.meta.dirname, 'run-subject.mjs');

/**
 * @typedef {import('./catalogue.js').Subject} Subject
 * @typedef {import('./places.js').Places} Places
 *
 * @typedef {object} Limit
 * @property {number} end when no more rows are begun
 * @property {Error} error what is said of rows after that
 *
 * @typedef {object} Outcome what a subject has seen
 * @property {readonly import('./catalogue.js').Row[]} rows
 * @property {ReadonlyMap<string, string>} skipped why rows were not seen
 * @property {ReadonlyMap<string, string>} failed
 * @property {ReadonlyMap<string, string>} unseen why columns were not seen
 * @property {Error} [error]
 * @property {number} took milliseconds in which rows were seen
 */

/**
 * Runs a subject. A row begins when its packages are there or missing and it has a place; of a subject, one at a time. So a package that is
 * still being compiled holds back no other row.
 * @param {Subject} subject
 * @param {object} options
 * @param {import('./install.js').Installation} options.installation
 * @param {Places} options.places those of the rows of all subjects
 * @param {number} options.rank
 * @param {Limit} options.limit
 * @returns {Promise<Outcome>}
 */
export function collectRows(subject, { installation, places, rank, limit: { end, error } }) {
  const none = { rows: [], skipped: new Map(), failed: new Map(), unseen: new Map(), took: 0 };
  let took = 0;
  if (Date.now() >= end) return Promise.resolve({ ...none, error });
  const sets = new Map(listPackages(subject).map((set) => [set.key, set]));
  const own = createPlaces(1);
  /** @type {Map<string, () => void>} what ends the rows that have begun */
  const begun = new Map();
  return new Promise((resolve, reject) => {
    const child = fork(SUBJECT, { stdio: ['ignore', 2, 2, 'ipc'], serialization: 'advanced' });
    /** @type {Outcome | undefined} */
    let outcome;
    /** @param {string} id @param {readonly string[]} needs */
    const begin = async (id, needs) => {
      const missing = await installation.wait(needs.flatMap((key) => sets.get(key) ?? []));
      const ends = [await own.take(0), await places.take(rank)];
      const started = Date.now();
      begun.set(id, () => {
        begun.delete(id);
        took += Date.now() - started;
        for (const giveBack of ends) giveBack();
      });
      if (child.connected) child.send({ row: id, missing });
      else begun.get(id)?.();
    };
    child.on('message', (/** @type {any} */ message) => {
      if (message.outcome !== undefined) outcome = { ...message.outcome, took };
      else if (message.ended !== undefined) begun.get(message.ended)?.();
      else begin(message.row, message.needs).catch(reject);
    });
    child.once('error', reject);
    child.once('exit', (status, signal) => {
      for (const giveBack of [...begun.values()]) giveBack();
      resolve(outcome ?? { ...none, error: new Error(`the process ended with ${signal ?? `status ${status}`}`) });
    });
    child.send({ subject, end, over: error.message });
  });
}

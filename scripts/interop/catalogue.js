// @ts-check
/** The subjects of `interop/`: what each folder says of itself, the rows that were seen last, and the notes on them. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const FOLDER = path.join(ROOT, 'interop');
export const PAGES = path.join(ROOT, 'docs', 'reference', 'interop');

/**
 * @typedef {Readonly<Record<string, string>>} Pins names and versions of packages
 *
 * @typedef {object} Table
 * @property {string} title
 * @property {Readonly<Record<string, string>>} columns their headings, by the keys of the cells
 *
 * @typedef {object} Subject
 * @property {string} name
 * @property {string} folder
 * @property {string} title
 * @property {string} summary one line, for the index of the pages
 * @property {string} introduction Markdown
 * @property {Readonly<Record<string, Readonly<Record<string, string | Pins>>>>} packages the packages of each registry: the name of
 *   a set, and the version of the package of that name, or the pins of several packages that are installed together
 * @property {string} [before] a date: what packages of npm and PyPI depend on is resolved as of then
 * @property {number} seconds about how long its rows take, one after the other: those that take longest begin first
 * @property {boolean} [containers] whether it runs containers; such subjects do not run side by side
 * @property {readonly Table[]} tables
 *
 * @typedef {Readonly<Record<string, string>>} Row `id`, `name`, `version` and the cells
 *
 * @typedef {object} Note
 * @property {string} id the row
 * @property {string} [guess] what was expected, written before the first run
 * @property {boolean} [right] whether that was so
 * @property {string} [seen] what happens, in words
 * @property {string} [advice] what a user should do
 *
 * @typedef {object} RowRecord
 * @property {string} date when the rows were written
 * @property {readonly Row[]} rows
 */

/** @param {string} file */
const readJson = (file) => JSON.parse(fs.readFileSync(file, 'utf8'));

/**
 * All subjects, in alphabetical order.
 * @returns {Subject[]}
 */
export function readSubjects() {
  const names = fs.readdirSync(FOLDER).filter((name) => fs.existsSync(path.join(FOLDER, name, 'subject.json')));
  return names.sort().map((name) => {
    const folder = path.join(FOLDER, name);
    return { ...readJson(path.join(folder, 'subject.json')), name, folder };
  });
}

/**
 * The subjects of these names, or all without any.
 * @param {readonly string[]} names
 * @throws {Error} for an unknown name
 */
export function selectSubjects(names, subjects = readSubjects()) {
  const unknown = names.find((name) => !subjects.some((subject) => subject.name === name));
  if (unknown !== undefined) {
    throw new Error(`unknown subject "${unknown}". The subjects are ${subjects.map(({ name }) => name).join(', ')}.`);
  }
  return subjects.filter(({ name }) => names.length === 0 || names.includes(name));
}

/**
 * The rows that were written last; none before the first time.
 * @param {Subject} subject
 * @returns {RowRecord}
 */
export function readRecord({ folder }) {
  const file = path.join(folder, 'rows.json');
  return fs.existsSync(file) ? readJson(file) : { date: '', rows: [] };
}

/**
 * @param {Subject} subject
 * @returns {Note[]}
 */
export function readNotes({ folder }) {
  const file = path.join(folder, 'notes.json');
  return fs.existsSync(file) ? readJson(file) : [];
}

/**
 * @param {Subject} subject
 * @param {RowRecord} record
 */
export function writeRecord({ folder }, record) {
  fs.writeFileSync(path.join(folder, 'rows.json'), `${JSON.stringify(record, null, 2)}\n`);
}

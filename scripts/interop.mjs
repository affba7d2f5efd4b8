/**
 * Runs real tools with our packages, and compares what is seen with the rows that were written last (`npm run interop [-- NAME…]`).
 * Exit status: 0 if all is as written, 1 if a row has changed or a subject failed, 2 if a tool could not be installed.
 */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import {
  FOLDER,
  PAGES,
  readNotes,
  readRecord,
  readSubjects,
  selectSubjects,
  writeRecord,
} from './interop/catalogue.js';
import { compareRows, mergeRows } from './interop/compare.js';
import { groupByReason, installPackages, listPackages } from './interop/install.js';
import { renderIndex, renderPage } from './interop/page.js';

const ROOT = path.resolve(import.meta.dirname, '..');
const USAGE = `Usage: npm run interop [-- NAME…] [--update] [--minutes N]
       npm run interop -- --list
       npm run interop -- --pages

Runs the subjects of ${path.relative(ROOT, FOLDER)}/ with pinned tools; without a name, all of them.

  --update     write the rows and the pages, instead of comparing them
  --minutes N  begin no row after this time; what is left has failed
  --pages      write the pages from the rows and notes, without running anything
  --list       list the subjects`;

const say = (line) => console.error(`interop: ${line}`);

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      update: { type: 'boolean' },
      minutes: { type: 'string', default: 'Infinity' },
      pages: { type: 'boolean' },
      list: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return console.log(USAGE);
  if (values.pages) return writePages();
  const subjects = selectSubjects(positionals);
  if (values.list) return listSubjects(subjects);

  const started = Date.now();
  const limit = createLimit(values.minutes, started);
  const missing = limit.isOver() ? new Map() : await installPackages(subjects.flatMap(listPackages), say);
  say(`installation: ${seconds(started)}`);
  const outcomes = [];
  for (const subject of subjects) outcomes.push(await runSubject(subject, missing, limit, values.update === true));
  if (values.update) writePages();
  report(outcomes, started);
}

function listSubjects(subjects) {
  for (const { name, summary } of subjects) console.log(`${name.padEnd(16)}  ${summary}`);
}

/** When no more rows are begun. @param {string} minutes after the start */
function createLimit(minutes, started) {
  const end = started + Number(minutes) * 60_000;
  if (!(end >= started)) throw new Error(`--minutes must be a number of minutes, not "${minutes}".`);
  return { isOver: () => Date.now() >= end, error: new Error(`the ${minutes} minutes of --minutes are over`) };
}

/** Runs one subject, and compares or writes its rows. */
async function runSubject(subject, missing, limit, isUpdate) {
  const started = Date.now();
  const [skipped, failed, unseen] = [new Map(), new Map(), new Map()];
  const outcome = { subject, changes: [], skipped, failed, unseen, rows: 0, error: undefined };
  try {
    const before = readRecord(subject);
    if (limit.isOver()) throw limit.error;
    const rows = await collectRows(subject, missing, limit, outcome, before.rows);
    const absent = new Set([...outcome.skipped.keys(), ...outcome.failed.keys()]);
    outcome.rows = rows.length;
    outcome.changes = compareRows(before.rows, rows, absent);
    if (isUpdate && outcome.changes.length > 0) {
      writeRecord(subject, {
        date: new Date().toISOString().slice(0, 10),
        rows: mergeRows(before.rows, rows, absent),
      });
      say(`${subject.name}: written, ${outcome.changes.length} lines of changes`);
      outcome.changes = [];
    }
  } catch (error) {
    if (error.code !== 'ERR_INTEROP_MISSING') outcome.error = error;
    else for (const { id } of readRecord(subject).rows) outcome.skipped.set(id, error.message);
  }
  outcome.time = seconds(started);
  return outcome;
}

/**
 * The rows of a subject. Rows whose packages are missing are named in `skipped`, those whose tools fail in `failed`. Cells of columns in
 * `unseen` are those of the rows before.
 */
async function collectRows(subject, missing, limit, { skipped, failed, unseen }, before) {
  const folders = new Map(listPackages(subject).map(({ key, folder }) => [key, folder]));
  const pins = new Map(listPackages(subject).map((set) => [set.key, Object.values(set.pins)[0]]));
  const work = fs.mkdtempSync(path.join(os.tmpdir(), `interop-${subject.name}-`));
  const rows = [];
  /** Adds a row: `needs` are keys of packages, `see` gets their folders and returns the cells. */
  const row = async ({ id, name, version, needs = [], see }) => {
    if (limit.isOver()) return void failed.set(id, limit.error);
    const lacking = needs.find((key) => missing.has(key));
    if (lacking !== undefined) return void skipped.set(id, `not installed: ${missing.get(lacking)}`);
    const from = needs.map((key) => {
      if (!folders.has(key)) throw new Error(`${id} needs ${key}, which subject.json does not name`);
      return folders.get(key);
    });
    try {
      const cells = { ...(await see(...from)), ...pickColumns(before, id, unseen) };
      rows.push({ id, name, version: version ?? pins.get(needs[0]) ?? '-', ...cells });
    } catch (error) {
      if (error.code === 'ERR_INTEROP_MISSING') skipped.set(id, error.message);
      else failed.set(id, error);
    }
  };
  try {
    const { default: run } = await import(pathToFileURL(path.join(subject.folder, 'run.mjs')).href);
    const skipColumn = (column, reason) => void unseen.set(column, reason);
    await run({ row, missing: lack, skipColumn, work, root: ROOT, folder: subject.folder, say });
    return rows;
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
}

/** The cells of some columns of a row, as they were seen last. */
function pickColumns(rows, id, columns) {
  const seen = Object.entries(rows.find((each) => each.id === id) ?? {});
  return Object.fromEntries(seen.filter(([column]) => columns.has(column)));
}

/** The error of a row whose tool is not on this machine: the row is skipped, and reported. */
function lack(reason) {
  return Object.assign(new Error(reason), { code: 'ERR_INTEROP_MISSING' });
}

function writePages() {
  const subjects = readSubjects();
  fs.mkdirSync(PAGES, { recursive: true });
  for (const subject of subjects) {
    fs.writeFileSync(
      path.join(PAGES, `${subject.name}.md`),
      renderPage(subject, readRecord(subject), readNotes(subject)),
    );
  }
  fs.writeFileSync(
    path.join(PAGES, 'README.md'),
    renderIndex(subjects, (subject) => readRecord(subject).date),
  );
}

function report(outcomes, started) {
  for (const { subject, changes, skipped, failed, unseen, rows, error, time } of outcomes) {
    console.log(
      `${subject.name}: ${rows} rows, ${skipped.size} skipped, ${failed.size} failed, ${changes.length} changes, ${time}`,
    );
    for (const line of groupByReason(skipped)) console.log(`  NOT RUN: ${line}`);
    for (const line of groupByReason(unseen)) console.log(`  NOT RUN: column ${line}; the cells are those seen last`);
    const messages = [...failed].map(([id, { message }]) => [id, message]);
    for (const line of groupByReason(new Map(messages))) console.log(`  FAILED: ${line}`);
    for (const line of changes) console.log(`  ${line}`);
    if (error !== undefined) console.log(`  FAILED: ${error.stack}`);
  }
  console.log(`interop: ${outcomes.length} subjects in ${seconds(started)}`);
  const isChanged = outcomes.some(({ changes }) => changes.length > 0);
  const isFailed = outcomes.some(({ failed, error }) => failed.size > 0 || error !== undefined);
  if (isChanged) console.log('If the change is expected: npm run interop -- --update, and look at the difference.');
  if (isChanged || isFailed) process.exitCode = 1;
  else if (outcomes.some(({ skipped, unseen }) => skipped.size + unseen.size > 0)) process.exitCode = 2;
}

function seconds(since) {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}

try {
  await main();
} catch (error) {
  say(error.message);
  process.exitCode = 1;
}

/**
 * Runs real tools with our packages, and compares what is seen with the rows that were written last (`npm run interop [-- NAME…]`).
 * Exit status: 0 if all is as written, 1 if a row has changed or a subject failed, 2 if a tool could not be installed.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
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
import { mergeRows } from './interop/compare.js';
import { limitTime } from './interop/execute.js';
import { beginInstallation, groupByReason } from './interop/install.js';
import { findChanges, observe } from './interop/observe.js';
import { renderIndex, renderPage } from './interop/page.js';
import { createPlaces } from './interop/places.js';
import { prepareMachine, skipPreparation } from './interop/prepare.js';
import { collectRows } from './interop/processes.js';
import { listPackages } from './interop/registries.js';

const ROOT = path.resolve(import.meta.dirname, '..');
/** How many rows are seen at once. As many as the smallest machines have cores: most tools use one. */
const CONCURRENCY = 2;
const GO = new Set(['go', 'go-module']);
const USAGE = `Usage: npm run interop [-- NAME…] [--update] [--minutes N] [--prepare]
       npm run interop -- --list
       npm run interop -- --pages

Runs the subjects of ${path.relative(ROOT, FOLDER)}/ with pinned tools; without a name, all of them.

  --update     write the rows and the pages, instead of comparing them
  --minutes N  begin no row after this time, and end what is being installed; what is left has failed
  --prepare    install first what this machine lacks, as root of Debian 12
  --pages      write the pages from the rows and notes, without running anything
  --list       list the subjects`;

const say = (line) => console.error(`interop: ${line}`);

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      update: { type: 'boolean' },
      minutes: { type: 'string', default: 'Infinity' },
      prepare: { type: 'boolean' },
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
  const preparation = values.prepare ? prepareMachine(subjects, say, limit.signal) : skipPreparation();
  // Those first whose rows take longest, as they are seen one after the other.
  const ordered = subjects.toSorted((a, b) => b.seconds - a.seconds);
  const sets = Date.now() < limit.end ? ordered.flatMap(listPackages) : [];
  const limitEach = (minutes) => AbortSignal.any([limitTime(minutes), limit.signal]);
  const whenReady = (registry) =>
    registry === 'npm' ? undefined : GO.has(registry) ? preparation.go : preparation.packages;
  const installation = beginInstallation(sets, say, limitEach, whenReady);
  const installed = installation.wait(sets).then((missing) => {
    for (const line of groupByReason(missing)) say(`NOT INSTALLED: ${line}`);
    say(`installation: ${seconds(started)}`);
  });
  const run = (subject, rank, places) =>
    runSubject(subject, { installation, places, rank, limit }, values.update === true);
  const [outcomes] = await Promise.all([runSubjects(ordered, preparation, run), installed]);
  if (values.update) writePages();
  report(
    subjects.map((subject) => outcomes.get(subject)),
    started,
  );
}

function listSubjects(subjects) {
  for (const { name, summary } of subjects) console.log(`${name.padEnd(16)}  ${summary}`);
}

/** When no more rows are begun, and installations end. @param {string} minutes after the start */
function createLimit(minutes, started) {
  const end = started + Number(minutes) * 60_000;
  if (!(end >= started)) throw new Error(`--minutes must be a number of minutes, not "${minutes}".`);
  const error = new Error(`the ${minutes} minutes of --minutes are over`);
  const controller = new AbortController();
  if (Number.isFinite(end)) setTimeout(() => controller.abort(error), end - started).unref();
  return { end, error, signal: controller.signal };
}

/**
 * Runs all subjects at once, but not those with containers: one after the other. What each waits for are places for its rows.
 * @returns the outcomes, by subjects
 */
async function runSubjects(subjects, { go, containers }, run) {
  const places = createPlaces(CONCURRENCY);
  const engine = createPlaces(1);
  const outcomes = new Map();
  const work = async (subject, rank) => {
    await (subject.containers ? containers : go);
    const giveBack = subject.containers ? await engine.take(rank) : () => undefined;
    outcomes.set(subject, await run(subject, rank, places));
    giveBack();
  };
  await Promise.all(subjects.map(work));
  return outcomes;
}

/** Runs one subject, and compares or writes its rows. */
async function runSubject(subject, options, isUpdate) {
  const before = readRecord(subject).rows;
  const collect = () => collectRows(subject, options);
  const seen = isUpdate
    ? writeRows(subject, before, await collect())
    : await observe(before, collect, () => Date.now() < options.limit.end);
  const outcome = { ...seen, subject };
  say(`${describe(outcome)}`);
  return outcome;
}

function writeRows(subject, before, outcome) {
  const changes = findChanges(before, outcome);
  if (changes.length > 0) {
    const absent = new Set([...outcome.skipped.keys(), ...outcome.failed.keys()]);
    const date = new Date().toISOString().slice(0, 10);
    writeRecord(subject, { date, rows: mergeRows(before, outcome.rows, absent) });
    say(`${subject.name}: written, ${changes.length} lines of changes`);
  }
  return { ...outcome, changes: [], unsteady: [] };
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
  for (const outcome of outcomes) {
    const { changes, unsteady, skipped, failed, unseen, error } = outcome;
    console.log(describe(outcome));
    for (const line of groupByReason(skipped)) console.log(`  NOT RUN: ${line}`);
    for (const line of groupByReason(unseen)) console.log(`  NOT RUN: column ${line}; the cells are those seen last`);
    for (const line of groupByReason(failed)) console.log(`  FAILED: ${line}`);
    for (const line of changes) console.log(`  ${line}`);
    for (const line of unsteady) console.log(`  UNSTEADY, in one of two runs: ${line}`);
    if (error !== undefined) console.log(`  FAILED: ${error.stack}`);
  }
  console.log(`interop: ${outcomes.length} subjects in ${seconds(started)}`);
  const isChanged = outcomes.some(({ changes }) => changes.length > 0);
  const isFailed = outcomes.some(({ failed, error }) => failed.size > 0 || error !== undefined);
  const isSkipped = outcomes.some(({ skipped, unseen }) => skipped.size + unseen.size > 0);
  if (isSkipped)
    console.log(`What is missing here can be installed on Debian 12, as root: npm run interop -- --prepare`);
  if (isChanged) console.log('If the change is expected: npm run interop -- --update, and look at the difference.');
  if (isChanged || isFailed) process.exitCode = 1;
  else if (isSkipped) process.exitCode = 2;
}

function describe({ subject, rows, skipped, failed, changes, took }) {
  return `${subject.name}: ${rows.length} rows, ${skipped.size} skipped, ${failed.size} failed, ${changes.length} changes, ${(took / 1000).toFixed(1)} s`;
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

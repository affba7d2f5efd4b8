/** Runs a subject in a process of its own, and reports to its parent what was seen. Tools may keep it busy for minutes. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { readRecord } from './catalogue.js';
import { listPackages } from './registries.js';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** Without a parent nobody wants to know. */
process.once('disconnect', () => process.exit(1));
process.once('message', async ({ subject, end, over }) => {
  const outcome = { rows: [], skipped: new Map(), failed: new Map(), unseen: new Map(), error: undefined };
  const before = readRecord(subject).rows;
  try {
    await collectRows(subject, before, outcome, { end, over });
  } catch (error) {
    if (error.code !== 'ERR_INTEROP_MISSING') outcome.error = error;
    else for (const { id } of before) outcome.skipped.set(id, error.message);
  }
  process.send({ outcome }, () => process.exit());
});

/**
 * Adds the rows of a subject. Those whose packages are missing are named in `skipped`, those whose tools fail in `failed`. Cells of columns
 * in `unseen` are those of the rows before.
 */
async function collectRows(subject, before, { rows, skipped, failed, unseen }, { end, over }) {
  const folders = new Map(listPackages(subject).map(({ key, folder }) => [key, folder]));
  const pins = new Map(listPackages(subject).map((set) => [set.key, Object.values(set.pins)[0]]));
  const work = fs.mkdtempSync(path.join(os.tmpdir(), `interop-${subject.name}-`));
  process.once('exit', () => fs.rmSync(work, { recursive: true, force: true }));
  const permits = receivePermits();
  let count = 0;
  /** Adds a row: `needs` are keys of packages, `see` gets their folders and returns the cells. It begins when the parent says so. */
  const row = async ({ id, name, version, needs = [], see }) => {
    const place = count++;
    const from = needs.map((key) => {
      if (!folders.has(key)) throw new Error(`${id} needs ${key}, which subject.json does not name`);
      return folders.get(key);
    });
    const missing = await permits.ask(id, needs);
    try {
      if (Date.now() >= end) return void failed.set(id, over);
      const lacking = needs.find((key) => missing.has(key));
      if (lacking !== undefined) return void skipped.set(id, `not installed: ${missing.get(lacking)}`);
      const cells = { ...(await see(...from)), ...pickColumns(before, id, unseen) };
      rows[place] = { id, name, version: version ?? pins.get(needs[0]) ?? '-', ...cells };
    } catch (error) {
      if (error.code === 'ERR_INTEROP_MISSING') skipped.set(id, error.message);
      else failed.set(id, error.message);
    } finally {
      process.send({ ended: id });
    }
  };
  const { default: run } = await import(pathToFileURL(path.join(subject.folder, 'run.mjs')).href);
  const skipColumn = (column, reason) => void unseen.set(column, reason);
  await run({ row, missing: lack, skipColumn, work, root: ROOT, folder: subject.folder, say });
  rows.splice(0, Infinity, ...rows.filter((each) => each !== undefined)); // in the order in which they were asked for
}

/** What the parent says of rows: `ask` returns what is missing when a row may begin. */
function receivePermits() {
  const waiting = new Map();
  process.on('message', ({ row: id, missing }) => waiting.get(id)(missing));
  const ask = (id, needs) =>
    new Promise((resolve) => {
      waiting.set(id, resolve);
      process.send({ row: id, needs });
    });
  return { ask };
}

function say(line) {
  console.error(`interop: ${line}`);
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

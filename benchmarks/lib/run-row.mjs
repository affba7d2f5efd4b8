import * as fs from 'node:fs';
import * as path from 'node:path';
import { performance } from 'node:perf_hooks';
import { summarizeRow } from './results.js';
import { missing } from './tools.mjs';

/** Rounds that a row has even when its time is over: fewer have no spread. */
const MIN_ROUNDS = 3;

/**
 * Measures the targets of a row round by round, so that all of them meet the same neighbours; each round starts with another one. When its
 * time is over there are no more rounds, unless their number is given.
 * @returns the result, see results.js
 */
export async function runRow(row, context) {
  const lacking = missing(row.needs, context.tools);
  if (lacking) return { ...summarizeRow(row, []), skipped: lacking };
  const directory = fs.mkdtempSync(path.join(context.directory, `${row.name}-`));
  const targets = [];
  try {
    for (const target of row.targets.filter(({ peer }) => peer === undefined || peer in context.peers)) {
      targets.push(await open(target, context, path.join(directory, String(targets.length))));
    }
    const rounds = context.rounds ?? (context.quick ? row.rounds.quick : row.rounds.full);
    const isOver = (round) => context.rounds === undefined && round >= MIN_ROUNDS && performance.now() > context.until;
    for (let round = 0; round < rounds && !isOver(round); round++) {
      for (let turn = 0; turn < targets.length; turn++) {
        const { rounds, measure } = targets[(round + turn) % targets.length];
        rounds.push(await measure());
      }
    }
    return summarizeRow(row, targets);
  } finally {
    for (const { close } of targets) await close?.();
    fs.rmSync(directory, { recursive: true, force: true });
  }
}

/** The result of a row that could not be measured. */
export function failedRow(row, error) {
  return { ...summarizeRow(row, []), skipped: `it failed: ${error.stack ?? error}` };
}

async function open({ label, isOurs, open }, context, directory) {
  fs.mkdirSync(directory);
  return { label, isOurs, rounds: [], ...(await open({ ...context, directory })) };
}

// @ts-check
import * as fs from 'node:fs';
import * as path from 'node:path';
import { print } from '../support/program.js';
import { escaped } from './bytes.js';
import { bytesOf } from './cases.js';

/** @typedef {import('./campaign.js').Campaign} Campaign */
/** @typedef {import('./campaign.js').Options} Options */

const MEGABYTE = 1024 * 1024;

/**
 * @param {import('./campaign.js').Failure} failure
 * @param {Options} options
 * @param {string} [save] a folder for what the case is about
 */
export function printFailure({ made, problems }, { seed, runners }, save) {
  const bytes = bytesOf(made);
  const chosen = runners.map((runner) => ` --runner ${runner}`).join('');
  print(`FAILED  case ${made.index}, ${made.kind} to ${made.runner}: ${made.label}`);
  for (const problem of problems) print(`        ${problem.replaceAll('\n', '\n        ')}`);
  print(`        ${made.kind === 'zip' ? 'archive' : 'sent'} (${bytes.length} bytes): ${escaped(bytes)}`);
  print(`        repeat: npm run fuzz -- --seed ${seed} --only ${made.index}${chosen}`);
  if (save !== undefined) {
    fs.mkdirSync(save, { recursive: true });
    const file = path.join(save, `case-${seed}-${made.index}-${made.kind}`);
    fs.writeFileSync(file, bytes);
    if (made.kind === 'zip') fs.writeFileSync(`${file}.json`, made.body);
    print(`        saved: ${file}`);
  }
}

/** @param {Campaign} campaign @param {Options} options @param {readonly string[]} problems @param {number} ms */
export async function printSummary(campaign, { seed }, problems, ms) {
  const list = (/** @type {Map<unknown, number>} */ counts) =>
    [...counts]
      .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))
      .map(([name, count]) => `${name}: ${count}`)
      .join(', ');
  print(`cases     ${list(campaign.kinds)}`);
  print(`statuses  ${list(campaign.statuses)}`);
  for (const target of campaign.targets.values())
    if (target.isRunning) printTarget(target, await target.measureAtRest());
  const failed = campaign.failures + problems.length;
  print(
    `fuzz: ${campaign.cases} cases in ${(ms / 1000).toFixed(1)} s, seed ${seed}: ${failed === 0 ? 'all passed' : `${failed} failed`}`,
  );
}

/** How far it is. @param {Campaign} campaign */
export function printProgress(campaign) {
  print(`…         ${campaign.cases} cases`);
  for (const target of campaign.targets.values()) if (target.isRunning) printTarget(target, target.measure());
}

/**
 * What a runtime takes of the machine, after the warm-up and now.
 * @param {import('./target.js').Target} target
 * @param {import('./target.js').Measure} now
 */
function printTarget({ runner, warm }, now) {
  const change = (/** @type {number | undefined} */ from, /** @type {number} */ to) =>
    from === undefined ? `${to}` : `${from} → ${to}`;
  const memory = change(warm && Math.round(warm.rssBytes / MEGABYTE), Math.round(now.rssBytes / MEGABYTE));
  print(
    `${path.basename(runner).padEnd(8)}  memory ${memory} MB, descriptors ${change(warm?.descriptors, now.descriptors)}, ` +
      `processes ${change(warm?.processes, now.processes)}`,
  );
}

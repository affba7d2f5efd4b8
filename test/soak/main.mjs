/**
 * Puts real runtimes under load with actions that fail in all ways, kills their processes at random moments, and checks that no
 * answer, log line, descriptor, process or memory is lost. Linux only: it looks at /proc.
 */
import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { print, runProgram, UsageError } from '../support/program.js';
import { BUILD, killRuntimes } from '../support/runtime.js';
import { open } from './load.js';
import { KINDS } from './mix.js';
import { HELP, userOptions } from './options.js';
import {
  answerTable,
  BOUNDS,
  endTable,
  failures,
  mixLine,
  progressLine,
  startTable,
  summary,
  thousands,
} from './report.js';
import { lacking, NAMES, subject } from './subjects.js';

const PROGRESS_MS = 15_000;

async function main(argv) {
  const { help, names, activations, seed, concurrency, seconds } = userOptions(argv, NAMES);
  if (help) return print(HELP);
  if (process.platform !== 'linux') throw new UsageError('the soak runs on Linux only.');
  if (!fs.existsSync(BUILD)) throw new UsageError('the sources are not built yet; run "npm run build" first.');
  const usable = names.filter((name) => {
    const reason = lacking(name);
    if (reason) print(`${name}: skipped: ${reason}`);
    return !reason;
  });
  if (usable.length === 0) throw new UsageError('no runtime can run here.');
  print(`seed ${seed}, ${thousands(activations)} activations, ${concurrency} in flight at each runtime`);

  const begin = Date.now();
  const count = Math.ceil(activations / usable.length);
  const plan = { directory, concurrency, count, until: begin + seconds * 1000 };
  const opened = await Promise.all(
    usable.map((name, index) => {
      return open(subject(name, concurrency), { ...plan, seed: seed + index, mark: `SOAK_RUN=${randomUUID()}` });
    }),
  );
  print(startTable(opened), '');
  const progress = setInterval(() => print(progressLine(opened)), PROGRESS_MS).unref();
  const results = await Promise.all(opened.map(({ load }) => load()));
  clearInterval(progress);

  print(endTable(results), '', answerTable(results), '', mixLine(results, KINDS));
  print(
    `bounds: ${BOUNDS.descriptors} descriptors and ${BOUNDS.rssBytes / 1024 / 1024} MB more than after the warm-up`,
  );
  const failed = results.flatMap(failures);
  print(...failed, summary(results, Date.now() - begin));
  if (failed.length > 0) process.exitCode = 1;
}

const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'actionrunner-soak-'));
await runProgram('soak', main, () => {
  killRuntimes();
  fs.rmSync(directory, { recursive: true, force: true });
});

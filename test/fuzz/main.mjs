/**
 * Sends malformed, odd and hostile HTTP, JSON and zip inputs to real runtimes on Unix sockets and looks for crashes, hangs, leaks,
 * wrong answers, missing log frames and files outside of the action directory. Every case can be repeated by its number.
 */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { print, runProgram, UsageError } from '../support/program.js';
import { BUILD, killRuntimes } from '../support/runtime.js';
import { Campaign } from './campaign.js';
import { printFailure, printProgress, printSummary } from './report.js';

const HELP = `usage: npm run fuzz -- [--count N] [--seconds N] [--seed N] [--only N] [--runner NAME]… [--failures N] [--answer-seconds N] [--warm-up N] [--save FOLDER]

  --count N           cases, at most (20000)
  --seconds N         time, at most (600)
  --seed N            decides all cases; another one each time unless given
  --only N            this case only
  --runner NAME       what serve serves: native, bash, python or a module; may be repeated, the first one gets most cases
  --failures N        ends after so many failures (10)
  --answer-seconds N  how long an answer may take (10)
  --warm-up N         cases of a runtime after which its memory, descriptors and processes are remembered (300)
  --save FOLDER       writes what failing cases are about into files`;

function userOptions(args) {
  const text = { type: 'string' };
  const options = {
    count: text,
    seconds: text,
    seed: text,
    only: text,
    failures: text,
    'answer-seconds': text,
    'warm-up': text,
    save: text,
  };
  try {
    const runner = { type: 'string', multiple: true, default: [] };
    return parseArgs({ args, options: { ...options, runner, help: { type: 'boolean', default: false } } }).values;
  } catch (error) {
    throw new UsageError(`${error.message}\n${HELP}`);
  }
}

function number(values, name, fallback) {
  const text = values[name];
  if (text === undefined) return fallback;
  if (!/^\d{1,10}$/.test(text)) throw new UsageError(`--${name} must be a whole number, not ${JSON.stringify(text)}.`);
  return Number(text);
}

function usualRunners() {
  const hasPython = spawnSync('python3', ['--version'], { stdio: 'ignore' }).status === 0;
  if (!hasPython) print('fuzz: python3 is missing (apt-get install python3); its cases go to the others.');
  return ['native', 'bash', ...(hasPython ? ['python'] : [])];
}

async function main(args) {
  const values = userOptions(args);
  if (values.help) return print(HELP);
  if (process.platform !== 'linux') throw new UsageError('the fuzzer runs on Linux only.');
  if (!fs.existsSync(BUILD)) throw new UsageError('the sources are not built yet; run "npm run build" first.');
  const seed = number(values, 'seed', Date.now() % 1_000_000_000);
  const named = values.runner.map((name) => (/[./]/.test(name) ? path.resolve(name) : name));
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fuzz-'));
  const options = {
    seed,
    folder,
    count: number(values, 'count', 20_000),
    seconds: number(values, 'seconds', 600),
    only: number(values, 'only', undefined),
    failures: number(values, 'failures', 10),
    warmUp: number(values, 'warm-up', 300),
    limitMs: number(values, 'answer-seconds', 10) * 1000,
    runners: named.length > 0 ? named : usualRunners(),
  };
  const campaign = new Campaign(
    options,
    (failure) => printFailure(failure, options, values.save),
    () => printProgress(campaign),
  );
  const started = Date.now();
  await campaign.run();
  const problems = await campaign.finish();
  await printSummary(campaign, options, problems, Date.now() - started);
  for (const target of campaign.targets.values()) problems.push(...(await target.stop()));
  for (const problem of problems) print(`FAILED at the end: ${problem}`);
  if (campaign.failures + problems.length > 0) process.exitCode = 1;
}

let folder;
await runProgram('fuzz', main, () => {
  killRuntimes();
  if (folder !== undefined) fs.rmSync(folder, { recursive: true, force: true });
});

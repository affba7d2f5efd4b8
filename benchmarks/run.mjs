/**
 * Measures this project against floors and peers, all in one run, and prints ratios. Nothing here asserts a time.
 * See docs/guides/measure.md.
 */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { compilePrograms } from './lib/compile.mjs';
import { heading, machine, skipped, table } from './lib/report.mjs';
import { runRow } from './lib/run-row.mjs';
import { stopServers } from './lib/server.mjs';
import { CLI } from './lib/servers.mjs';
import { findTools, missing } from './lib/tools.mjs';
import { HELP, UsageError, userOptions } from './lib/user-options.mjs';
import { ROWS } from './rows/index.mjs';

async function main(argv) {
  const { help, list, quick, names } = userOptions(argv, ROWS);
  if (help) return print(HELP);
  if (list) return ROWS.forEach((row) => void print(`${row.name}: ${row.title}`));
  // The floor and the memory figures need it.
  if (process.platform !== 'linux') throw new UsageError('the benchmarks run on Linux only.');
  if (!fs.existsSync(CLI.build)) throw new UsageError('the sources are not built yet; run "npm run build" first.');
  print(machine());
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'actionrunner-bench-'));
  cleanUp = () => {
    stopServers();
    fs.rmSync(directory, { recursive: true, force: true });
  };
  const tools = findTools();
  const context = { directory, quick, tools, programs: compilePrograms(tools, directory) };
  for (const row of ROWS.filter(({ name }) => names.includes(name))) {
    const lacking = missing(row.needs, tools);
    print(heading(row, quick));
    print(lacking ? skipped(lacking) : table(row, await runRow(row, context)));
  }
}

function print(text) {
  process.stdout.write(`${text}\n`);
}

let cleanUp = () => undefined;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    cleanUp();
    // Not before: another signal meanwhile, as npm sends one, must not end the cleaning up.
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`bench: ${error instanceof UsageError ? error.message : error.stack}\n`);
  process.exitCode = error instanceof UsageError ? 3 : 1;
} finally {
  cleanUp();
}

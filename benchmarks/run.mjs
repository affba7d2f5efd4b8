/**
 * Measures this project against floors and peers, all in one run, and prints ratios. Nothing here asserts a time.
 * See docs/guides/measure.md.
 */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { performance } from 'node:perf_hooks';
import { print, runProgram, UsageError } from '../test/support/program.js';
import { bundleImage, installCommand } from './lib/bundle.js';
import { compilePrograms } from './lib/compile.mjs';
import { describeMachine, findNodes } from './lib/machine.mjs';
import { page } from './lib/markdown.js';
import { plot } from './lib/plot.js';
import { machineLine, rowText } from './lib/report.js';
import { failedRow, runRow } from './lib/run-row.mjs';
import { stopServers } from './lib/server.mjs';
import { CLI } from './lib/servers.mjs';
import { renewSummary } from './lib/summary.js';
import { findTools } from './lib/tools.mjs';
import { HELP, selectRows, userOptions } from './lib/user-options.mjs';
import { allRows } from './rows/index.mjs';

const MS_PER_MINUTE = 60_000;

async function main(argv) {
  const options = userOptions(argv);
  if (options.help) return print(HELP);
  const nodes = findNodes(options.node);
  const rows = selectRows(allRows(nodes), options.row);
  if (options.list) return rows.forEach((row) => void print(`${row.name}: ${row.title}`));
  const results = options.from
    ? JSON.parse(fs.readFileSync(options.from, 'utf8'))
    : await measure(rows, nodes, options);
  write(results, options);
}

/** Measures the rows and prints them as they come. A row that fails is reported, and does not cost the others. */
async function measure(rows, nodes, { quick, rounds, minutes, peer: peers }) {
  // The floor and the figures of memory and processor time need it.
  if (process.platform !== 'linux') throw new UsageError('the benchmarks run on Linux only.');
  if (!fs.existsSync(CLI.build)) throw new UsageError('the sources are not built yet; run "npm run build" first.');
  const machine = describeMachine(nodes);
  print(machineLine(machine));
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'actionrunner-bench-'));
  const memory = memoryDirectory();
  cleanUp = () => {
    stopServers();
    fs.rmSync(directory, { recursive: true, force: true });
    if (memory) fs.rmSync(memory, { recursive: true, force: true });
  };
  const tools = findTools();
  const programs = compilePrograms(tools);
  const context = {
    directory,
    memory: memory ?? directory,
    quick,
    rounds,
    tools,
    programs,
    peers,
    bundle: bundler(directory),
    command: installer(directory),
  };
  const results = { machine, isQuick: quick, rows: [] };
  const end = performance.now() + minutes * MS_PER_MINUTE;
  for (const [index, row] of rows.entries()) {
    const share = (end - performance.now()) / (rows.length - index);
    const result = await runRow(row, { ...context, until: performance.now() + share }).catch((error) => {
      process.exitCode = 1;
      return failedRow(row, error);
    });
    print(rowText(result, quick));
    results.rows.push(result);
  }
  return results;
}

/** A folder that no disk slows down; undefined where there is none. */
function memoryDirectory() {
  try {
    return fs.mkdtempSync('/dev/shm/actionrunner-bench-');
  } catch {
    return undefined;
  }
}

function write(results, { json, svg, docs, readme }) {
  if (json) fs.writeFileSync(json, `${JSON.stringify(results, undefined, 2)}\n`);
  if (svg) fs.writeFileSync(svg, plot(results.rows));
  if (docs) {
    fs.writeFileSync(path.join(docs, 'performance.md'), page(results));
    fs.writeFileSync(path.join(docs, 'performance.svg'), plot(results.rows));
  }
  if (readme) writeSummary(results, readme);
}

function writeSummary(results, readme) {
  const text = renewSummary(fs.readFileSync(readme, 'utf8'), results);
  if (text === undefined)
    return print('README.md keeps its table, for which both proxies of OpenWhisk have to be measured.');
  fs.writeFileSync(readme, text);
}

/** Bundles the server of an image, for a Node.js, when it is needed first. */
function bundler(directory) {
  const bundles = new Map();
  return (name, { path: node, version }) => {
    const key = `${name}-${version}`;
    if (!bundles.has(key)) {
      const folder = path.join(directory, `bundle-${key}`);
      fs.mkdirSync(folder);
      bundles.set(key, bundleImage(name, folder, node));
    }
    return bundles.get(key);
  };
}

/** Installs the command when it is needed first. */
function installer(directory) {
  let command;
  return () => {
    if (command === undefined) {
      const folder = path.join(directory, 'command');
      fs.mkdirSync(folder);
      command = installCommand(folder);
    }
    return command;
  };
}

let cleanUp = () => undefined;
await runProgram('bench', main, () => cleanUp());

// Long because it has a test for each command line of the benchmarks, and for what their figures mean.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type RowResult, summarizeRow } from '../benchmarks/lib/results.js';
import { compare, median, percentile } from '../benchmarks/lib/statistics.js';
import { renewSummary } from '../benchmarks/lib/summary.js';

const BENCH = fileURLToPath(new URL('../benchmarks/run.mjs', import.meta.url));
/** Every row runs; what it would need for a figure that means something is left to `npm run bench`. */
const SHORT = ['--quick', '--rounds', '1'];

let folder: string;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-test-'));
});

afterEach(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

/** Starts the benchmarks; their temporary files are in a folder of their own, which is in the command lines of their servers. */
function start(args: string[], PATH = process.env['PATH'] ?? ''): { child: ChildProcess; output: () => string } {
  const temporary = path.join(folder, 'tmp');
  fs.mkdirSync(temporary);
  const env = { ...process.env, PATH, TMPDIR: temporary };
  const child = spawn(process.execPath, [BENCH, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  child.stdout.on('data', (bytes: Buffer) => {
    text += bytes;
  });
  child.stderr.on('data', (bytes: Buffer) => {
    text += bytes;
  });
  return { child, output: () => text };
}

async function bench(args: string[], PATH?: string): Promise<{ output: string; status: number | null }> {
  const { child, output } = start(args, PATH);
  const [status] = (await once(child, 'close')) as [number | null];
  return { output: output(), status };
}

function leftovers(): { files: string[]; processes: string } {
  const files = fs.readdirSync(path.join(folder, 'tmp'));
  return { files, processes: spawnSync('pgrep', ['-fa', path.join(folder, 'tmp')], { encoding: 'utf8' }).stdout };
}

/** A directory that has only these programs of the machine. */
function onlyPrograms(names: string[]): string {
  const bin = path.join(folder, 'bin');
  fs.mkdirSync(bin);
  for (const name of names) {
    const found = spawnSync('bash', ['-c', `command -v ${name}`], { encoding: 'utf8' }).stdout.trim();
    fs.symlinkSync(found, path.join(bin, name));
  }
  return bin;
}

interface Results {
  rows: RowResult[];
}

/** Runs rows and reads what they measured. */
async function measure(args: string[]): Promise<{ rows: RowResult[]; output: string }> {
  const file = path.join(folder, 'results.json');
  const { output, status } = await bench([...SHORT, '--json', file, ...args]);
  // With the output, which shows what has failed.
  expect({ status, output: status === 0 ? '' : output }).toEqual({ status: 0, output: '' });
  return { rows: (JSON.parse(fs.readFileSync(file, 'utf8')) as Results).rows, output };
}

/** A row has something of each of its targets, at least one of which is ours. */
function expectFigures({ name, figures, targets }: RowResult): void {
  const [primary] = figures;
  const measured = targets.map(({ figures }) => figures[primary ?? '']?.value ?? 0);
  expect({ name, measured }).toEqual({ name, measured: targets.map(() => expect.any(Number)) });
  expect({ name, ours: targets.filter(({ isOurs }) => isOurs).length }).not.toEqual({ name, ours: 0 });
  expect(Math.min(...measured)).toBeGreaterThan(0);
}

const figureOf = (row: RowResult | undefined, label: string, name: string): number =>
  row?.targets.find((target) => target.label === label)?.figures[name]?.value ?? Number.NaN;

const MAJOR = `node${process.versions.node.split('.')[0]}`;

/** The rows that each Node.js has. */
const ROWS_OF_NODE = [
  'cold-start-image',
  'cold-start-serve',
  'first-process',
  'first-process-idle',
  'first-loop',
  'first-loop-idle',
  'memory-idle',
  'memory-used',
].map((name) => `${name}-${MAJOR}`);

const ratio = /([\d.]+) +([\d.]+-[\d.]+) +([\d.]+)/;

describe('benchmarks', () => {
  it('report machine, ratio, spread and figures of each target, and leave nothing behind', async () => {
    const { output, status } = await bench(['--quick', '--rounds', '2', '--row', 'loop-bash']);
    expect({ output, status }).toMatchObject({ status: 0 });
    expect(output).toMatch(/^\d+ cores .*Node v\d+/);
    expect(output).toMatch(/medians of 2 rounds \(quick: /);
    expect(output).toMatch(/ratio +p10-p90 +p50 ms +p99 ms +CPU µs +\+child µs\n/);
    expect(output).toMatch(new RegExp(`actionrunner serve loop +${ratio.source} +[\\d.]+ +[\\d.]+ +[\\d.]+\n`));
    expect(leftovers()).toEqual({ files: [], processes: '' });
  });

  it('measure all that the rows of an action have, of every target', async () => {
    const processes = ['process-bash*', 'process-native*'];
    const names = [...processes, 'loop-*', 'python-fresh', 'queue-*', 'isolation-python', 'isolation-bash-4', 'logs-*'];
    const { rows } = await measure(names.flatMap((name) => ['--row', name]));
    rows.forEach(expectFigures);
  });

  // In one run, which bundles the images once.
  it('measure all rows of a server, and the proxies whose command is given', async () => {
    const naive = `exec ${process.execPath} ${path.join(path.dirname(BENCH), 'peers', 'naive.cjs')} $PORT $DIRECTORY`;
    // It finds its action in the folder, and answers an init whatever it says.
    const flask = `install -m 755 ${path.join(path.dirname(BENCH), 'actions', 'cat.sh')} $DIRECTORY/exec; ${naive}`;
    const names = ['process-1mb', 'cold-start-*', 'first-*', 'memory-*', 'init-*'];
    const { rows, output } = await measure(['--peer', `flask=${flask}`, ...names.flatMap((name) => ['--row', name])]);
    rows.forEach(expectFigures);
    const others = ['process-1mb', 'init-big-file', 'init-small-files'];
    expect(rows.map(({ name }) => name).sort()).toEqual([...ROWS_OF_NODE, ...others].sort());
    expect(rows.find(({ name }) => name === 'process-1mb')?.targets[0]).toMatchObject({
      label: "Flask: dockerskeleton's proxy",
      isBase: true,
    });
    const memory = rows.find(({ name }) => name === `memory-idle-${MAJOR}`);
    expect(figureOf(memory, "Flask: dockerskeleton's proxy", 'rss')).toBeGreaterThan(0);
    expect(output).toMatch(/bare: node:http, answers at once +1.00 +base +[\d.]+\n/);
    expect(output).toMatch(new RegExp(`ActionRunner, bundle of the image native +${ratio.source}\n`));
    expect(output).toMatch(new RegExp(`actionrunner serve native +${ratio.source}\n`));
    expect(leftovers()).toEqual({ files: [], processes: '' });
  });

  it('write a page and a plot from results', async () => {
    const results = path.join(folder, 'stored.json');
    const machine = {
      date: '2026-01-02',
      cores: 2,
      cpu: 'X',
      memoryGb: 8,
      system: 'Linux',
      load: 0.5,
      nodes: ['v24'],
    };
    const row = { name: 'row', title: 'a <row>', figures: ['rate', 'peak'] };
    const targets = [
      { label: 'floor', isOurs: false, rounds: [{ rate: 100 }, { rate: 100 }] },
      {
        label: 'ours',
        isOurs: true,
        rounds: [
          { rate: 50, peak: 120 },
          { rate: 50, peak: 122 },
        ],
      },
    ];
    const rows = [summarizeRow(row, targets)];
    fs.writeFileSync(results, JSON.stringify({ machine: { ...machine, version: '1.2.3' }, isQuick: false, rows }));
    const svg = path.join(folder, 'plot.svg');
    const { output, status } = await bench(['--from', results, '--docs', folder, '--svg', svg]);
    expect({ output, status }).toEqual({ output: '', status: 0 });
    const page = fs.readFileSync(path.join(folder, 'performance.md'), 'utf8');
    expect(page).toContain('| a <row> **↑** | floor, 100 1/s | **0.50** (0.50–0.50) | 50.0 1/s, peak 121 MB |');
    expect(page).toContain('load 0.5 at the beginning; 2 rounds of each row');
    expect(page).toContain('ActionRunner 1.2.3; Node.js v24');
    // Half of the throughput is twice the cost.
    expect(fs.readFileSync(svg, 'utf8')).toContain('<title>ours: 2.00 (2.00-2.00)</title>');
    expect(fs.readFileSync(path.join(folder, 'performance.svg'), 'utf8')).toBe(fs.readFileSync(svg, 'utf8'));
  });

  it('renew the table of the README, or leave it if a proxy was not measured', () => {
    const readme = fs.readFileSync(fileURLToPath(new URL('../README.md', import.meta.url)), 'utf8');
    const row = (name: string, figure: string, peer: string) => {
      const targets = [
        { label: peer, rounds: [{ [figure]: 2.5 }] },
        { label: 'ours', isOurs: true, rounds: [{ [figure]: 12.34 }] },
        { label: 'ours, too', isOurs: true, rounds: [{ [figure]: 3 }] },
      ];
      return summarizeRow({ name, title: name, figures: [figure] }, targets);
    };
    const rows = [
      row('loop-bash', 'p50', 'Go: a proxy'),
      row('process-bash', 'p50', 'Flask: a proxy'),
      row('process-bash-4', 'rate', 'Flask: a proxy'),
      row('cold-start-image-node20', 'time', 'Flask: a proxy'),
    ];
    const renewed = renewSummary(readme, { rows }) ?? '';
    expect(renewed).toContain('| an activation of a process that stays alive | 12.3 ms | Go proxy: 2.50 ms |\n');
    expect(renewed).toContain('| such activations in a second, four at once | 12.3 | dockerskeleton: 2.50 |\n');
    const lines = [readme, renewed].map((text) => text.split('\n').filter((line) => !/: [\d.]+( ms)? \|$/.test(line)));
    expect(lines[1]).toEqual(lines[0]);
    expect(renewSummary(readme, { rows: rows.slice(1) })).toBeUndefined();
  });

  it('say what is missing and measure the rest, and give another Node.js rows of its own', async () => {
    const names = ['process-native', 'loop-python', 'cold-start-serve-*', 'init-big-file'];
    const args = [...SHORT, '--node', process.execPath, ...names.flatMap((name) => ['--row', name])];
    const { output, status } = await bench(args, onlyPrograms(['bash', 'cat']));
    expect({ output, status }).toMatchObject({ status: 0 });
    expect(output.match(/^cold-start-serve-\w+/gm)).toEqual([1, 2].map(() => `cold-start-serve-${MAJOR}`));
    expect(output).toMatch(/\nprocess-native: .*\n {2}skipped: gcc is missing \(apt-get install gcc\)\n/);
    expect(output).toMatch(/\nloop-python: .*\n {2}skipped: gcc is missing/);
    expect(output).toMatch(/\ninit-big-file: .*\n {2}skipped: unzip is missing/);
    expect(output).toMatch(new RegExp(`actionrunner serve bash +${ratio.source}\n`));
  });

  it('report a row that fails, and measure the others', async () => {
    const file = path.join(folder, 'results.json');
    const rows = ['--row', 'process-1mb', '--row', 'loop-bash'];
    const { output, status } = await bench([...SHORT, '--peer', 'flask=echo no >&2', '--json', file, ...rows]);
    expect({ output, status }).toMatchObject({ status: 1 });
    expect(output).toMatch(/\nprocess-1mb: .*\n {2}skipped: it failed: Error: the server did not start: [^\n]*\nno\n/);
    expect(output).toMatch(new RegExp(`actionrunner serve loop +${ratio.source} `));
    const names = (JSON.parse(fs.readFileSync(file, 'utf8')) as Results).rows.map(({ name }) => name);
    expect(names).toEqual(['process-1mb', 'loop-bash']);
    expect(leftovers()).toEqual({ files: [], processes: '' });
  });

  it('end their servers when a signal ends them', async () => {
    // With rounds for as long as it takes.
    const { child, output } = start(['--quick', '--rounds', '999999', '--row', 'process-bash']);
    const closed = once(child, 'close');
    while (!leftovers().processes.includes('actionrunner.js serve bash') && child.exitCode === null) await sleep(50);
    child.kill('SIGTERM');
    const [status, signal] = await closed;
    expect({ status, signal, output: output() }).toMatchObject({ status: null, signal: 'SIGTERM' });
    while (leftovers().processes !== '') await sleep(50);
    expect(leftovers().files).toEqual([]);
  });

  it('list the rows, those of a Node.js for each', async () => {
    const { output, status } = await bench(['--node', process.execPath, '--list']);
    const names = output.split('\n').map((line) => line.split(':')[0] as string);
    const ofNode = names.filter((name) => name.endsWith(MAJOR));
    expect({ status, ofNode: ofNode.sort() }).toEqual({ status: 0, ofNode: [...ROWS_OF_NODE, ...ROWS_OF_NODE].sort() });
  });

  it('refuse a row that does not exist, and list those that do', async () => {
    const { output, status } = await bench(['--row', 'process-perl']);
    expect(output).toMatch(/^bench: there is no row process-perl; the rows are process-bash, .*init-small-files\.\n$/);
    expect(status).toBe(3);
  });

  it.each([
    ['--rounds', '0'],
    ['--rounds', '-1'],
    ['--minutes', 'many'],
    ['--minutes', ''],
  ])('refuse %s %j', async (flag, number) => {
    const { output, status } = await bench([`${flag}=${number}`]);
    expect({ output, status }).toEqual({ output: `bench: ${flag} ${number}: expected a number from 1.\n`, status: 3 });
  });

  it('refuse a proxy that they do not know', async () => {
    const { output, status } = await bench(['--peer', 'nginx=nginx']);
    expect({ output, status }).toEqual({
      output: 'bench: --peer nginx=nginx: expected NAME=COMMAND with flask or go as NAME.\n',
      status: 3,
    });
  });
});

describe('results', () => {
  const row = { name: 'row', title: 'a row', figures: ['p50', 'p99', 'cpu'] };

  it('are ratios to the first target, round by round, so that a slow round changes none', () => {
    expect(compare([2, 4, 200], [1, 2, 100])).toEqual({ median: 2, low: 2, high: 2 });
    const result = summarizeRow(row, [
      { label: 'floor', rounds: [{ latencies: [1, 1, 1] }, { latencies: [9, 10, 11] }] },
      { label: 'ours', isOurs: true, rounds: [{ latencies: [2, 2, 8] }, { latencies: [20, 20, 20] }] },
    ]);
    expect(result.targets.map(({ isBase, ratio }) => ({ isBase, ratio: ratio.median }))).toEqual([
      { isBase: true, ratio: 1 },
      { isBase: false, ratio: 2 },
    ]);
  });

  it('have the p99 of all rounds together, and the mean of processor times', () => {
    const latencies = Array.from({ length: 50 }, () => 1);
    const rounds = [
      { latencies: [...latencies, 101], cpu: 0 },
      { latencies: [...latencies], cpu: 10 },
    ];
    const figures = summarizeRow(row, [{ label: 'ours', isOurs: true, rounds }]).targets[0]?.figures;
    expect(figures).toMatchObject({ p50: { value: 1 }, p99: { value: 1 }, cpu: { value: 5, rounds: [0, 10] } });
  });

  it('are ratios to another figure of the same target where the row says so', () => {
    const rounds = [{ rss: 100, idle: 50 }];
    const memory = { name: 'memory', title: 'memory', figures: ['rss', 'idle'], against: 'idle' };
    expect(summarizeRow(memory, [{ label: 'ours', rounds }]).targets[0]).toMatchObject({
      isBase: false,
      ratio: { median: 2 },
    });
  });

  it('interpolate between neighbours', () => {
    expect([percentile([30, 10, 20], 0.1), percentile([30, 10, 20], 1), median([4, 1, 2, 3])]).toEqual([12, 30, 2.5]);
  });
});

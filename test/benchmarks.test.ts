import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { compare, median, percentile } from '../benchmarks/lib/statistics.js';

const BENCH = fileURLToPath(new URL('../benchmarks/run.mjs', import.meta.url));
const LIMIT_MS = 60_000;

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

const ratio = /([\d.]+) +([\d.]+-[\d.]+) +([\d.]+)/;

describe('benchmarks', () => {
  it(
    'report machine, ratio, spread and figure of each target, and leave nothing behind',
    async () => {
      const { output, status } = await bench(['--quick', '--row', 'loop-bash', '--row', 'cold-start']);
      expect({ output, status }).toMatchObject({ status: 0 });
      expect(output).toMatch(/^\d+ cores .*Node v\d+/);
      expect(output).toMatch(new RegExp(`actionrunner serve loop +(${ratio.source}|1.00 +base)`));
      expect(output).toMatch(/bare node:http server, answers at once +1.00 +base +[\d.]+\n/);
      expect(output).toMatch(new RegExp(`actionrunner serve native +${ratio.source}\n`));
      expect(leftovers()).toEqual({ files: [], processes: '' });
    },
    LIMIT_MS,
  );

  it(
    'say what is missing and measure the rest',
    async () => {
      const args = ['--quick', '--row', 'process-bash', '--row', 'process-native', '--row', 'loop-python'];
      const { output, status } = await bench([...args, '--row', 'init-big-file'], onlyPrograms(['bash', 'cat']));
      expect({ output, status }).toMatchObject({ status: 0 });
      expect(output).toMatch(/floor: C server, posix_spawn +skipped: gcc is missing \(apt-get install gcc\)\n/);
      expect(output).toMatch(/naive: node:http .* 1.00 +base/);
      expect(output).toMatch(new RegExp(`actionrunner serve bash +${ratio.source}\n`));
      expect(output).toMatch(/\nprocess-native: .*\n.*\n {2}skipped: gcc is missing/);
      expect(output).toMatch(/\nloop-python: .*\n.*\n {2}skipped: python is missing \(apt-get install python3\)/);
      expect(output).toMatch(/\ninit-big-file: .*\n.*\n {2}skipped: unzip is missing/);
    },
    LIMIT_MS,
  );

  it(
    'end their servers when a signal ends them',
    async () => {
      const { child, output } = start(['--row', 'process-bash']);
      while (!leftovers().processes.includes('actionrunner.js serve bash') && child.exitCode === null) await sleep(50);
      child.kill('SIGTERM');
      const [status, signal] = await once(child, 'close');
      expect({ status, signal, output: output() }).toMatchObject({ status: null, signal: 'SIGTERM' });
      while (leftovers().processes !== '') await sleep(50);
      expect(leftovers().files).toEqual([]);
    },
    LIMIT_MS,
  );

  it('refuse a row that does not exist, and list those that do', async () => {
    const { output, status } = await bench(['--row', 'process-perl']);
    expect(output).toMatch(/^bench: there is no row process-perl; the rows are process-bash, .*init-small-files\.\n$/);
    expect(status).toBe(3);
  });
});

describe('statistics', () => {
  it('interpolate between neighbours', () => {
    expect([percentile([30, 10, 20], 0.1), percentile([30, 10, 20], 1), median([4, 1, 2, 3])]).toEqual([12, 30, 2.5]);
  });

  it('compare round by round, so that a slow round changes no ratio', () => {
    expect(compare([2, 4, 200], [1, 2, 100])).toEqual({ ratio: 2, low: 2, high: 2, median: 4 });
  });
});

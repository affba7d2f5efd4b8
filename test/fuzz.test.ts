import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { repetitions } from './support/repetitions.js';

const FUZZ = fileURLToPath(new URL('./fuzz/main.mjs', import.meta.url));
const BROKEN = fileURLToPath(new URL('fixtures/broken-runner.mjs', import.meta.url));

let folder: string;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fuzz-test-'));
});

afterEach(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

/** Runs the fuzzer; its temporary files are in a folder of their own. */
async function fuzz(args: string[], fault = 'none'): Promise<{ output: string; status: number | null }> {
  const env = { ...process.env, TMPDIR: folder, FUZZ_FAULT: fault };
  const child = spawn(process.execPath, [FUZZ, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (bytes: Buffer) => {
      output += bytes;
    });
  }
  const [status] = (await once(child, 'close')) as [number | null];
  return { output, status };
}

function leftovers(): { files: string[]; processes: string } {
  return { files: fs.readdirSync(folder), processes: spawnSync('pgrep', ['-fa', folder], { encoding: 'utf8' }).stdout };
}

describe('the fuzzer', () => {
  it('finds nothing wrong with the runtimes, tells what it did, and leaves nothing behind', async () => {
    const { output, status } = await fuzz([
      '--count',
      String(repetitions(60, 1_000)),
      '--seconds',
      '240',
      '--seed',
      '1',
    ]);
    expect({ output, status }).toMatchObject({ status: 0 });
    expect(output).toMatch(/^cases {5}http native: \d+, .*run native: \d+, .*zip native: \d+$/m);
    expect(output).toMatch(/^statuses {2}200: \d+, 400: \d+, /m);
    expect(output).toMatch(/^native +memory .*\d+ MB, descriptors .*\d+, processes .*1$/m);
    expect(output).toMatch(/^fuzz: \d+ cases in [\d.]+ s, seed 1: all passed\n$/m);
    expect(leftovers()).toEqual({ files: [], processes: '' });
  });

  const few = ['--runner', BROKEN, '--seed', '1', '--count', '60', '--failures', '1', '--answer-seconds', '100'];
  /** So long only the fault that never answers is waited for. */
  const hanging = [...few, '--answer-seconds', '1'];

  it('finds nothing wrong with the runner that the faults below are put into', async () => {
    expect(await fuzz(few)).toMatchObject({ status: 0 });
  });

  it.each([
    ['no length', 'an answer with status 200 without a Content-Length'],
    ['no code', /status \d+ without a code in X-ActionRunner-Error/],
    ['no JSON', 'an answer with status 200 whose body is not JSON: not JSON'],
    ['bug', '500 {"error":"The runtime failed: a bug"}'],
    ['hang', 'no answer within 1 s (0 of 1)'],
    ['crash', 'the runtime has ended: exit status'],
    ['wrong result', 'a normal run fails: 200 {}'],
    ['frame', '2 log frames on stdout and 1 on stderr, not 1'],
    ['forged frame', 'a log line holds the text of the frame'],
    ['outside', /outside of the action directory: .*\/place\/evil is new/],
    ['canary', /outside of the action directory: .*\/place\/canary changed from 100444 .* to 100777 /],
    ['temporary', /outside of the action directory: .*\/tmp\/left is new/],
    ['link', /\/place\/action\/out leads to \.\./],
  ])('fails when the runtime has the fault "%s"', async (fault, message) => {
    const { output, status } = await fuzz(fault === 'hang' ? hanging : few, fault);
    expect(output).toMatch(message);
    expect(output).toMatch(/^FAILED {2}case \d+, \w+ to .*broken-runner\.mjs: .*/m);
    expect(status).toBe(1);
    expect(leftovers()).toEqual({ files: [], processes: '' });
  });

  it('fails when descriptors leak', async () => {
    const { output, status } = await fuzz([...few, '--warm-up', '10'], 'descriptors');
    expect(output).toMatch(/descriptors grew from \d+ to \d+/);
    expect(status).toBe(1);
  });

  it('repeats one case by its number, and keeps what it was about', async () => {
    const save = path.join(folder, 'saved');
    const first = await fuzz(
      ['--runner', BROKEN, '--seed', '1', '--failures', '1', '--save', save],
      'rare wrong result',
    );
    const number = /FAILED {2}case (\d+)/.exec(first.output)?.[1] as string;
    const [saved] = fs.readdirSync(save);
    const bytes = fs.readFileSync(path.join(save, saved as string));
    fs.rmSync(save, { recursive: true });
    const again = await fuzz(
      ['--runner', BROKEN, '--seed', '1', '--only', number, '--save', save],
      'rare wrong result',
    );
    expect(number).not.toBe('0');
    expect(again.output).toMatch(`FAILED  case ${number}, `);
    expect(again.output).toMatch(/^fuzz: 1 cases /m);
    expect(fs.readFileSync(path.join(save, saved as string)).equals(bytes)).toBe(true);
  });

  it('refuses options that it does not understand', async () => {
    expect(await fuzz(['--count', 'many'])).toEqual({
      output: 'fuzz: --count must be a whole number, not "many".\n',
      status: 3,
    });
  });
});

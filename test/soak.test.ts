import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Ledger } from './soak/ledger.js';
import { type Activation, activations, type Kind } from './soak/mix.js';
import { marked } from './support/processes.js';
import { SENTINEL } from './support/sentinel.js';

const SOAK = fileURLToPath(new URL('./soak/main.mjs', import.meta.url));

let folder: string;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'soak-test-'));
});

afterEach(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

/** Starts the soak; its temporary files are in a folder of their own, which all its processes have in their environment. */
function start(args: string[]): { child: ChildProcess; output: () => string } {
  const env = { ...process.env, TMPDIR: folder };
  const child = spawn(process.execPath, [SOAK, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (bytes: Buffer) => {
      text += bytes;
    });
  }
  return { child, output: () => text };
}

function leftovers(): { files: string[]; processes: string } {
  const processes = marked(`TMPDIR=${folder}`).join(',') || 'none';
  const commands = spawnSync('ps', ['-o', 'pid,args', '-p', processes], { encoding: 'utf8' }).stdout;
  return { files: fs.readdirSync(folder), processes: commands.split('\n').slice(1).join('\n') };
}

describe('soak', () => {
  it('counts no loss under a mix of all kinds, and leaves nothing behind', async () => {
    const { child, output } = start([
      '--activations',
      '800',
      '--seed',
      '5',
      '--runtime',
      'bash',
      '--runtime',
      'python',
      '--runtime',
      'python-forks',
      '--runtime',
      'bash-filters',
    ]);
    const [status] = (await once(child, 'close')) as [number | null];
    expect(`${output()}status ${status}`).toMatch(/status 0$/);
    expect(output()).toMatch(
      /\nmix: \d+ ok(, [1-9]\d* (error|noisy|forking|segfault|exit|timeout|stubborn|hurried)){8}\n/,
    );
    // Some processes of bash are gone before they can be killed; that of Python stays.
    const counts = /( +\d+){7}( +0){4}\n/.source;
    const killed = /( +\d+){5}( +[1-9]\d*){2}( +0){4}\n/.source;
    expect(output()).toMatch(new RegExp(`\nbash${counts}python${killed}python-forks${killed}bash-filters${counts}`));
    // More than were asked for, while each runtime has its share and then stops.
    const [, total] = /\n([\d,]+) activations in \d+ s: (?:0 [a-z ]+(?:, |\n$)){5}/.exec(output()) ?? [];
    expect(Number(total?.replace(',', ''))).toBeGreaterThanOrEqual(800);
    expect(leftovers()).toEqual({ files: [], processes: '' });
  });

  it('ends its runtimes and their processes when Ctrl-C ends it', async () => {
    const { child, output } = start(['--runtime', 'bash', '--runtime', 'python']);
    // Forking actions have left some by then.
    while (marked(`TMPDIR=${folder}`).length < 4 && child.exitCode === null) await sleep(50);
    child.kill('SIGINT');
    const [status, signal] = await once(child, 'close');
    expect({ status, signal, output: output() }).toMatchObject({ status: null, signal: 'SIGINT' });
    expect(leftovers()).toEqual({ files: [], processes: '' });
  });

  it('refuses a runtime that does not exist, and a number that is none', () => {
    const said = (...args: string[]) => spawnSync(process.execPath, [SOAK, ...args], { encoding: 'utf8' });
    expect(said('--runtime', 'perl')).toMatchObject({
      status: 3,
      stderr:
        'soak: there is no runtime perl; the runtimes are native, bash, bash-parallel, bash-filters, bash-forks, loop-slow, python, python-forks.\n',
    });
    expect(said('--seed', '-1x')).toMatchObject({ status: 3 });
    expect(said('--seed=-1')).toMatchObject({ status: 3, stderr: 'soak: --seed takes a positive number, not -1.\n' });
  });
});

describe('the mix of the soak', () => {
  it('is the same for the same seed', () => {
    const first = (seed: number) => {
      const sequence = activations('x', seed);
      return Array.from({ length: 50 }, () => sequence.next().value);
    };
    expect(first(3)).toEqual(first(3));
    expect(first(3)).not.toEqual(first(4));
  });
});

describe('the ledger of the soak', () => {
  const ok = (id: string, kind: Kind = 'ok'): Activation => {
    return { id, kind, echo: `echo-${id}`, lines: 1, limitMs: undefined, killAfterMs: undefined };
  };
  const body = (value: unknown) => Buffer.from(JSON.stringify(value));
  const good = (id: string) => ({ status: 200, body: body({ echo: `echo-${id}` }) });
  const crash = { status: 502, body: body({ error: 'The action was killed by SIGKILL.' }) };
  const frame = (...ids: string[]) => Buffer.from([...ids.map((id) => `soak ${id} 1 \n`), `${SENTINEL}\n`].join(''));

  /** Two activations that were answered as they must be. */
  function answered(): Ledger {
    const ledger = new Ledger();
    for (const id of ['a', 'b']) {
      ledger.send(ok(id));
      ledger.answer(id, good(id));
    }
    return ledger;
  }

  function write(ledger: Ledger, stdout: Buffer[], stderr: Buffer[]): { missing: number; misframed: number } {
    for (const bytes of stdout) ledger.log('stdout', bytes);
    for (const bytes of stderr) ledger.log('stderr', bytes);
    return { missing: ledger.close(), misframed: ledger.misframed };
  }

  it('finds nothing wrong with one frame for each activation on both streams', () => {
    const bytes = Buffer.concat([frame('a'), frame('b')]);
    expect(write(answered(), [bytes.subarray(0, 9), bytes.subarray(9)], [bytes])).toEqual({ missing: 0, misframed: 0 });
  });

  it.each([
    ['a frame that is missing', [frame('a')], { missing: 1, misframed: 1 }],
    ['a frame too many', [frame('a'), frame('b'), frame()], { missing: -1, misframed: 0 }],
    ['lines of two in one frame', [frame('a', 'b'), frame()], { missing: 0, misframed: 1 }],
    ['lines in the frame of another', [frame('b'), frame('a')], { missing: 0, misframed: 2 }],
    ['a line twice', [frame('a'), frame('b', 'b')], { missing: 0, misframed: 1 }],
    ['lines in two frames', [frame('a'), frame('b', 'a')], { missing: 0, misframed: 2 }],
    ['lines that are lost', [frame('a'), frame()], { missing: 0, misframed: 1 }],
    ['lines behind the last frame', [frame('a'), frame('b'), Buffer.from('soak a 1 \n')], { missing: 0, misframed: 1 }],
  ])('notices %s', (_, stdout, expected) => {
    expect(write(answered(), stdout, [frame('a'), frame('b')])).toEqual(expected);
  });

  it('takes a failure of an activation that was killed, and of no other', () => {
    const ledger = new Ledger();
    for (const id of ['a', 'b']) ledger.send(ok(id));
    ledger.kill('a');
    ledger.answer('a', crash);
    ledger.answer('b', crash);
    expect({ wrong: ledger.wrong, examples: ledger.examples }).toEqual({
      wrong: 1,
      examples: [expect.stringMatching(/^b \(ok, echo-b\) was answered after \d+ ms 502 .*SIGKILL/)],
    });
  });

  it('takes a failure of what was sent before a long-lived process had ended', () => {
    const ledger = new Ledger();
    ledger.send(ok('a'));
    const done = ledger.killLoop();
    ledger.send(ok('b'));
    done();
    ledger.send(ok('c'));
    const wrong = ['a', 'b', 'c'].map((id) => {
      ledger.answer(id, crash);
      return ledger.wrong;
    });
    expect(wrong).toEqual([0, 0, 1]);
  });

  it.each([
    ['ok', 200, { echo: 'echo-b' }],
    ['ok', 502, { error: 'The runtime is shutting down.' }],
    ['hurried', 200, { echo: 'echo-b' }],
    ['ok', 200, { echo: 'echo-a', error: 'no' }],
    ['ok', 503, { error: 'The action was killed by SIGKILL.' }],
    ['error', 200, { error: 'echo-b' }],
    ['segfault', 502, { error: 'The action was killed by SIGKILL.' }],
    ['exit', 200, { echo: 'echo-a' }],
    ['timeout', 502, { error: 'The action was killed by SIGKILL.' }],
    ['stubborn', 200, { echo: 'echo-a' }],
  ] as const)('calls it wrong to answer %s with %i %j', (kind, status, value) => {
    const ledger = new Ledger();
    ledger.send(ok('a', kind));
    ledger.answer('a', { status, body: body(value) });
    expect(ledger.wrong).toBe(1);
  });

  it('accepts a refusal of a runtime that stops, and of no other, if nothing of the activation is logged', () => {
    const refused = { status: 502, body: body({ error: 'The runtime is shutting down.' }) };
    const ledger = answered();
    ledger.send(ok('c'));
    ledger.answer('c', refused);
    ledger.isStopping = true;
    for (const id of ['d', 'e', 'f', 'g']) ledger.send(ok(id));
    expect(ledger.answer('d', refused)).toBe('refused');
    expect(ledger.lose('e', Object.assign(new Error(), { code: 'ECONNREFUSED' }))).toBe('unreached');
    ledger.answer('f', refused);
    ledger.lose('g', new Error('no answer'));
    const { wrong, lost, refused: count, unreached } = ledger;
    expect({ wrong, lost, count, unreached }).toEqual({ wrong: 1, lost: 1, count: 2, unreached: 1 });
    const bytes = [frame('a'), frame('b'), frame('c'), frame('f')];
    expect(write(ledger, bytes, bytes)).toEqual({ missing: -1, misframed: 2 });
  });

  it('counts an answer that never came', () => {
    const ledger = new Ledger();
    ledger.send(ok('a'));
    ledger.lose('a', new Error('socket hang up'));
    expect({ lost: ledger.lost, answered: ledger.answered }).toEqual({ lost: 1, answered: 0 });
  });
});

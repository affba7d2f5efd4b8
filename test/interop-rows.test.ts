import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { waitFor } from '../packages/core/test/support/wait-for.js';
import { observe } from '../scripts/interop/observe.js';
import { createPlaces } from '../scripts/interop/places.js';
import { collectRows } from '../scripts/interop/processes.js';

describe('createPlaces', () => {
  it('gives the next place to the lowest rank, and to who came first of the same', async () => {
    const places = createPlaces(2);
    const got: string[] = [];
    const take = async (name: string, rank: number) => {
      const giveBack = await places.take(rank);
      got.push(name);
      return giveBack;
    };
    const first = [take('a', 9), take('b', 9)];
    const others = [take('c', 2), take('d', 1), take('e', 1)];
    const [giveBack] = await Promise.all(first);
    expect(got).toEqual(['a', 'b']);
    giveBack?.();
    (await others[1])?.();
    (await others[2])?.();
    await others[0];
    expect(got).toEqual(['a', 'b', 'd', 'e', 'c']);
  });
});

describe('collectRows', () => {
  let folder: string;
  let installed: Map<string, () => void>;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'interop-subject-'));
    installed = new Map();
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  /** A subject with rows of two packages, `slow` first, where each waits for a file of its name. */
  const run = (text: string, { end = Number.POSITIVE_INFINITY, places = createPlaces(2) } = {}) => {
    const wait = `const wait = async (name) => { while (!fs.existsSync(folder + '/' + name)) await new Promise((next) => setTimeout(next, 10)); return {}; };`;
    const program = `import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
      export default async function run({ row, folder }) {
        const begin = (name) => fs.writeFileSync(folder + '/' + name + '-begun', '');
        ${wait}
        ${text}
      }`;
    fs.writeFileSync(path.join(folder, 'run.mjs'), program);
    const packages = { npm: { slow: '1.0.0', quick: '2.0.0' } };
    const ready = (name: string) => new Promise<void>((resolve) => installed.set(`npm/${name}`, resolve));
    const ends = new Map([
      ['npm/slow', ready('slow')],
      ['npm/quick', ready('quick')],
    ]);
    const installation = {
      wait: async (sets: readonly { key: string }[]) => {
        await Promise.all(sets.map(({ key }) => ends.get(key)));
        return new Map<string, string>();
      },
    };
    const subject = { name: 'x', folder, packages, tables: [], title: '', summary: '', introduction: '', seconds: 1 };
    const limit = { end, error: new Error('it is over') };
    return collectRows(subject, { installation, places, rank: 0, limit });
  };
  const hasBegun = (name: string) => fs.existsSync(path.join(folder, `${name}-begun`));
  const allow = (name: string) => fs.writeFileSync(path.join(folder, name), '');

  const SIDE_BY_SIDE = `await Promise.all(['slow', 'quick'].map((id) =>
    row({ id, name: id, needs: ['npm/' + id], see: async () => { begin(id); return wait(id); } })));`;

  it('begins the rows whose packages are there, and keeps the order in which they were added', async () => {
    const outcome = run(SIDE_BY_SIDE);
    installed.get('npm/quick')?.();
    await waitFor('the quick row', () => hasBegun('quick'));
    expect(hasBegun('slow')).toBe(false);
    allow('quick');
    installed.get('npm/slow')?.();
    allow('slow');
    const { rows, error } = await outcome;
    expect(error).toBeUndefined();
    expect(rows.map(({ id, version }) => [id, version])).toEqual([
      ['slow', '1.0.0'],
      ['quick', '2.0.0'],
    ]);
  });

  it('runs one row of a subject at a time, in a place that it gives back', async () => {
    const places = createPlaces(1);
    const outcome = run(SIDE_BY_SIDE, { places });
    for (const resolve of installed.values()) resolve();
    await waitFor('the first row', () => hasBegun('slow') || hasBegun('quick'));
    let isFree = false;
    const next = places.take(1).then((giveBack) => {
      isFree = true;
      giveBack();
    });
    expect([hasBegun('slow') && hasBegun('quick'), isFree]).toEqual([false, false]);
    allow('quick');
    allow('slow');
    expect((await outcome).rows).toHaveLength(2);
    await next;
  });

  it('begins no row after the end, and names those', async () => {
    const end = Date.now() + 2000;
    const outcome = run(SIDE_BY_SIDE, { end });
    await waitFor('the end', () => Date.now() > end);
    for (const resolve of installed.values()) resolve();
    const { rows, failed } = await outcome;
    expect([rows, failed]).toEqual([
      [],
      new Map([
        ['slow', 'it is over'],
        ['quick', 'it is over'],
      ]),
    ]);
  });

  it('gives back the place of a row whose process has ended', async () => {
    const places = createPlaces(1);
    const ended = run(`await row({ id: 'a', name: 'a', see: () => process.exit(3) });`, { places });
    expect((await ended).error?.message).toBe('the process ended with status 3');
    (await places.take(0))();
  });
});

describe('observe', () => {
  const written = [
    { id: 'a', cell: '1' },
    { id: 'b', cell: '2' },
  ];
  type Seen = { a?: string; b?: string; failed?: Record<string, string>; error?: string };
  const outcome = ({ a, b, failed = {}, error }: Seen) => ({
    rows: [...(a ? [{ id: 'a', cell: a }] : []), ...(b ? [{ id: 'b', cell: b }] : [])],
    skipped: new Map<string, string>(),
    failed: new Map(Object.entries(failed)),
    unseen: new Map<string, string>(),
    took: 1,
    ...(error && { error: new Error(error) }),
  });
  const see = async (runs: Seen[], hasTime = true) => {
    const left = [...runs];
    const seen = await observe(
      written,
      async () => outcome(left.shift() ?? {}),
      () => hasTime,
    );
    const { changes, unsteady, failed, error } = seen;
    return { changes, unsteady, failed: [...failed.keys()], error: error?.message, left: left.length };
  };
  const nothing = { changes: [], unsteady: [], failed: [], error: undefined, left: 0 };

  it('runs once what is as written', async () => {
    expect(await see([{ a: '1', b: '2' }, { a: '9' }])).toEqual({ ...nothing, left: 1 });
  });

  it('takes as changed what differs twice, and names what did so once', async () => {
    expect(
      await see([
        { a: '9', b: '9' },
        { a: '9', b: '2' },
      ]),
    ).toEqual({
      ...nothing,
      changes: ['- a, cell: 1', '+ a, cell: 9'],
      unsteady: ['- b, cell: 2', '+ b, cell: 9'],
    });
  });

  it('compares with what is written, not the runs with each other', async () => {
    const seen = await see([
      { a: '8', b: '2' },
      { a: '9', b: '8' },
    ]);
    expect(seen).toEqual({
      ...nothing,
      changes: ['- a, cell: 1', '+ a, cell: 9'],
      unsteady: ['+ a, cell: 8', '- b, cell: 2', '+ b, cell: 8'],
    });
  });

  it('fails what failed twice', async () => {
    const failed = { a: 'too slow', b: 'no port' };
    expect(await see([{ failed }, { b: '2', failed: { a: 'too slow' } }])).toEqual({
      ...nothing,
      failed: ['a'],
      unsteady: ['! b: no port'],
    });
    expect(await see([{ error: 'killed' }, { a: '1', b: '2' }])).toEqual({ ...nothing, unsteady: ['! killed'] });
    expect(await see([{ error: 'killed' }, { error: 'killed' }])).toEqual({ ...nothing, error: 'killed' });
  });

  it('believes the first run if there is no time for another', async () => {
    const changes = ['- a, cell: 1', '+ a, cell: 9'];
    expect(
      await see(
        [
          { a: '9', b: '2' },
          { a: '1', b: '2' },
        ],
        false,
      ),
    ).toEqual({ ...nothing, changes, left: 1 });
  });
});

describe('collect', () => {
  const CONTAINERS = new URL('../interop/containers.mjs', pathToFileURL(__filename)).href;

  it.each([
    ['kill $$', /^null said$/],
    ['exec sleep 60', /^sh did not end within 0\.2 s: /],
  ])('%s: a command that took too long is no outcome, one that was killed is', (end, seen) => {
    const program = `
      const { collect } = await import(${JSON.stringify(CONTAINERS)});
      const outcome = collect('sh', ['-c', 'echo said; ${end}'], { timeout: ${end.includes('sleep') ? 200 : 600_000} });
      console.log(await outcome.then(({ status, output }) => status + ' ' + output, ({ message }) => message));`;
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
    expect(stdout.trim()).toMatch(seen);
  });
});

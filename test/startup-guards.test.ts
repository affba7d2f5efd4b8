// Long because it is the list of all that a start and an activation may cost.
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as modules from 'node:module';
import * as os from 'node:os';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleImage, installCommand } from '../benchmarks/lib/bundle.js';
import { killServers, loadedBy, REPORT, stagesOf, startServer } from './guards/counted-server.js';

const isNew = Number(process.versions.node.split('.')[0]) > 20;

/**
 * What a start and an activation cost, counted and not timed, so that what makes them slower fails here on any machine: a module that is
 * loaded too early, one more file that is opened, one more process. The bounds are the numbers of today, sizes rounded up. Whoever gets below
 * a bound lowers it; whoever must raise one says why in the commit.
 */
const BOUNDS = {
  /** Modules of Node.js that a bare `node:http` server does not load, by when the bundle of an image loads them. */
  builtins: {
    start: ['vm'],
    init: [] as string[],
    run: [] as string[],
  },
  /** The loader of modules itself needs it since Node.js 22. Nothing of `node:http` may come back here: an import of it loads all of undici. */
  builtinsOfLoader: ['worker_threads'],
  /** Files that are loaded when the server starts, with the first init and with the first activation. */
  files: {
    image: { start: 2, init: 0, run: 0 },
    installed: { start: 3, init: 0, run: 0 },
    // The stand-in of a rehearsal is loaded by the start, or by an init that comes at once.
    loop: { start: 4, init: 1, run: 0 },
    // Since Node.js 22.15 the module gets the classes of the bundle. Six of the files are the entries of packages, a line each.
    module: { start: 'registerHooks' in modules ? 13 : 139, init: 0, run: 0 },
  },
  /**
   * Of the bundle of an image: what a start loads; its code cache, which has 340,000 on Node.js 20 and 371,000 on 24, unless a busy machine had no
   * shell ready for the warm-up; and all else, which is less in an image, as this clone has some packages more than once.
   */
  bytes: { start: 216_000, cache: isNew ? 385_000 : 365_000, others: 2_530_000 },
  /**
   * What the server does for an activation: files that it opens, processes that it starts, writes (for a loop process the message, the two
   * frames and the answer), and reads of what is not there, which are exceptions.
   */
  calls: {
    native: {
      first: { opened: 35, started: 1, written: 8, empty: 0 },
      later: { opened: 0, started: 0, written: 5, empty: 0 },
    },
    loop: {
      first: { opened: 0, started: 0, written: 4, empty: 0 },
      later: { opened: 0, started: 0, written: 4, empty: 0 },
    },
  },
};

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const COMMAND = path.join(ROOT, 'packages', 'cli', 'bin', 'actionrunner.js');
/** A runner in a module, for which the command loads the packages themselves and no bundle before Node.js 22.15. */
const MODULE = path.join(ROOT, 'test', 'guards', 'native-runner.mjs');
const HELLO = fs.readFileSync(path.join(ROOT, 'benchmarks', 'actions', 'hello.sh'), 'utf8');
const LOOP = fs.readFileSync(path.join(ROOT, 'benchmarks', 'actions', 'loop.sh'), 'utf8');
const BARE = `require('node:http').createServer((_, response) => response.end()).listen(process.env.ACTIONRUNNER_SOCKET)`;
/** An activation looks for processes that others on the machine have started meanwhile: the least of so many is its own. */
const ACTIVATIONS = 40;
/** On a busy machine nearly every first activation does. */
const SERVERS = 60;
const COUNTER_BYTES = 8;

interface Manifest {
  devDependencies?: Record<string, string>;
}

/** In the order of their counters. */
const CALLS = ['opened', 'started', 'written', 'empty'] as const;

type Calls = Record<(typeof CALLS)[number], number>;

let folder: string;
let bundle: string;
let command: string;

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'guards-'));
  const image = path.join(folder, 'image');
  fs.mkdirSync(image);
  bundle = bundleImage('native', image);
  const installed = path.join(folder, 'installed');
  fs.mkdirSync(installed);
  command = installCommand(installed);
});

afterEach(killServers);

afterAll(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

/** Modules of Node.js by the names one imports, and the packages inside Node.js, which are large. */
function namesOf(loaded: readonly string[]): string[] {
  const names = loaded.map((entry) => entry.replace(/^NativeModule /, ''));
  const isPublic = (name: string): boolean => modules.builtinModules.includes(name) && !name.startsWith('_');
  return names.filter((name) => isPublic(name) || name.startsWith('internal/deps/'));
}

/** The files among the addresses of scripts. */
function filesOf(addresses: readonly string[]): string[] {
  return addresses
    .filter((address) => /^(file:|\/)/.test(address))
    .map((address) => (address.startsWith('file:') ? fileURLToPath(address) : address))
    .filter((file) => file !== REPORT);
}

const bytesOf = (files: readonly string[]): number => files.reduce((total, file) => total + fs.statSync(file).size, 0);

describe('the bundle of an image', () => {
  it('loads few modules of Node.js beyond those of a bare server, and none with an activation', async () => {
    const bare = namesOf((await stagesOf(folder, ['-e', BARE], 'builtins', HELLO)).start);
    const stages = await stagesOf(folder, [bundle], 'builtins', HELLO);
    const allowed: string[] = [...bare, ...(isNew ? BOUNDS.builtinsOfLoader : [])];
    const unexpected: Record<string, string[]> = {};
    for (const stage of ['start', 'init', 'run'] as const) {
      allowed.push(...BOUNDS.builtins[stage]);
      unexpected[stage] = namesOf(stages[stage]).filter((name) => !allowed.includes(name));
    }
    expect({ ...unexpected, again: namesOf(stages.again) }).toEqual({ start: [], init: [], run: [], again: [] });
  });

  it('loads node:http for the first request that is not plain, and not before', async () => {
    const { health, ...stages } = await stagesOf(folder, [bundle], 'builtins', HELLO);
    expect(Object.values(stages).flatMap(namesOf)).not.toContain('http');
    expect(namesOf(health)).toContain('http');
  });

  it('is small, and loads a fraction of itself at the start', async () => {
    const { start } = await stagesOf(folder, [bundle], 'files', HELLO);
    const dist = path.dirname(bundle);
    const files = fs.readdirSync(dist).map((name) => path.join(dist, name));
    const caches = files.filter((file) => file.endsWith('.cache'));
    const others = files.filter((file) => !caches.includes(file));
    expect(bytesOf(filesOf(start))).toBeLessThanOrEqual(BOUNDS.bytes.start);
    expect(bytesOf(others)).toBeLessThanOrEqual(BOUNDS.bytes.others);
    expect(caches).toHaveLength(1);
    expect(bytesOf(caches)).toBeLessThanOrEqual(BOUNDS.bytes.cache);
  });

  it('copies no module at the start, of Node.js or its own', () => {
    const text = fs.readFileSync(path.join(path.dirname(bundle), 'server.bundle.cjs'), 'utf8');
    expect(text).toContain('require("node:fs")');
    // As esbuild translates an import of everything, or of the default.
    expect(text.match(/__toESM\)?\(require\("[^"]*"\)/g)).toBeNull();
    // As it writes exports for what is not the loader of a bundle.
    expect(text).toContain('module.exports = module_exports');
    expect(text).not.toContain('__toCommonJS');
  });

  it('is made by the version of esbuild that the images install', () => {
    const versionOf = (file: string): string | undefined =>
      (JSON.parse(fs.readFileSync(path.join(ROOT, file), 'utf8')) as Manifest).devDependencies?.['esbuild'];
    const images = ['native', 'bash', 'c', 'python'].map((name) => versionOf(`examples/images/${name}/package.json`));
    expect(images).toEqual(images.map(() => versionOf('package.json')));
  });
});

it.each([
  { form: 'image' as const, code: HELLO, command: () => [bundle] },
  { form: 'installed' as const, code: HELLO, command: () => [command, 'serve', 'native'] },
  { form: 'loop' as const, code: LOOP, command: () => [command, 'serve', 'loop'] },
  { form: 'module' as const, code: HELLO, command: () => [COMMAND, 'serve', MODULE] },
])('$form loads few files, and none with an activation', async ({ form, code, command }) => {
  const { again, health: _, ...stages } = await stagesOf(folder, command(), 'files', code);
  for (const stage of ['start', 'init', 'run'] as const) {
    const files = filesOf(stages[stage]);
    const bound = BOUNDS.files[form][stage];
    expect({ stage, tooMany: files.length > bound ? files : [] }).toEqual({ stage, tooMany: [] });
  }
  expect(filesOf(stages.start)).not.toEqual([]);
  expect(filesOf(again)).toEqual([]);
});

it.each([
  { args: ['--version'], bytes: 2_000 },
  { args: ['--help'], bytes: 72_000 },
  { args: ['check', '--help'], bytes: 9_000 },
  { args: ['dev', '--help'], bytes: 12_000 },
  { args: ['activations', 'list'], bytes: 9_000 },
  { args: ['completion', 'bash'], bytes: 6_000 },
  { args: ['__complete', '--', 'invoke', '--r'], bytes: 8_000 },
])('actionrunner $args loads little beside what all commands load', ({ args, bytes }) => {
  const common = ['bin', 'bundle'].flatMap((name) =>
    ['actionrunner.js', 'main.js', 'main.bundle.cjs'].map((file) => path.join(name, file)),
  );
  const files = filesOf(loadedBy(folder, [command, ...args], 'files')).filter(
    (file) => !common.some((end) => file.endsWith(path.sep + end)),
  );
  expect({ files, isLittle: bytesOf(files) <= bytes }).toEqual({ files, isLittle: true });
  // The largest of Node.js's own.
  const builtins = namesOf(loadedBy(folder, [command, ...args], 'builtins'));
  expect(builtins.filter((name) => ['http', 'crypto', 'fs/promises'].includes(name))).toEqual([]);
});

it('the command makes no stream for output that nobody writes', async () => {
  const variables = { STDOUT_NOTE: path.join(folder, 'stdout-note') };
  const program = ['--require', path.join(ROOT, 'test', 'guards', 'note-stdout.cjs'), command];
  await startServer(folder, [...program, 'serve', 'native'], variables);
  expect(fs.existsSync(variables.STDOUT_NOTE)).toBe(false);
  execFileSync(process.execPath, [...program, '--version'], { env: { ...process.env, ...variables } });
  expect(fs.existsSync(variables.STDOUT_NOTE)).toBe(true);
});

/** How many threads a server has when it listens, and when it has its action. */
async function threadsOf(argv: readonly string[]): Promise<number[]> {
  const { server, init } = await startServer(folder, argv);
  const count = () => fs.readdirSync(`/proc/${server.pid}/task`).length;
  const before = count();
  await init(HELLO);
  return [before, count()];
}

(process.platform === 'linux' ? it : it.skip)(
  'the bundle of an image starts no thread pool until it has its action',
  async () => {
    const bare = await threadsOf(['-e', BARE]);
    expect(await threadsOf([bundle])).toEqual(bare);
  },
);

/** Counts by a library that is preloaded into the server, which Linux has. */
const itOnLinux = process.platform === 'linux' ? it.each : it.skip.each;

itOnLinux([
  { runner: 'native' as const, code: HELLO },
  { runner: 'loop' as const, code: LOOP },
])(
  'an activation of $runner opens few files, starts few processes, writes little and reads nothing that is not there',
  async ({ runner, code }) => {
    const library = path.join(folder, 'count-calls.so');
    const source = path.join(ROOT, 'test', 'guards', 'count-calls.c');
    execFileSync('gcc', ['-O2', '-Wall', '-Wextra', '-Werror', '-shared', '-fPIC', '-o', library, source, '-ldl']);
    const { first, later } = BOUNDS.calls[runner];
    const firsts: Calls[] = [];
    const others: Calls[] = [];
    // A server has one first activation: where it looked at processes of others, too, that of another server counts.
    const isWithin = (bound: Calls, calls: Calls[]) => Object.keys(findExcess(bound, calls)).length === 0;
    while (firsts.length < SERVERS && !(isWithin(first, firsts) && isWithin(later, others))) {
      const [one, ...more] = await callsOf([COMMAND, 'serve', runner], code, library);
      firsts.push(...(one ? [one] : []));
      others.push(...more);
    }
    expect({ first: findExcess(first, firsts), later: findExcess(later, others) }).toEqual({ first: {}, later: {} });
  },
);

/** What a fresh server does for each of its activations. @param library counts its calls */
async function callsOf(command: readonly string[], code: string, library: string): Promise<Calls[]> {
  const file = path.join(fs.mkdtempSync(path.join(folder, 'calls-')), 'calls');
  fs.writeFileSync(file, Buffer.alloc(2 * CALLS.length * COUNTER_BYTES));
  const { init, run } = await startServer(folder, command, { LD_PRELOAD: library, CALLS_FILE: file });
  // At the last answer: what follows one belongs to the next activation, however long this process took to read the answer.
  const counts = (): Calls => {
    const bytes = fs.readFileSync(file);
    return mapCalls((_, index) => Number(bytes.readBigInt64LE((CALLS.length + index) * COUNTER_BYTES)));
  };
  await init(code);
  const activations: Calls[] = [];
  for (let before = counts(); activations.length < ACTIVATIONS; before = counts()) {
    await run();
    const after = counts();
    activations.push(mapCalls((kind) => after[kind] - before[kind]));
  }
  // The library counts: the server has opened its own modules.
  expect(counts().opened).toBeGreaterThan(10);
  killServers();
  return activations;
}

/** The numbers of the kinds whose least is beyond the bound. */
function findExcess(bound: Calls, calls: Calls[]): Partial<Record<keyof Calls, number[]>> {
  const all = mapCalls((kind) => calls.map((one) => one[kind]));
  return Object.fromEntries(
    Object.entries(all).filter(([kind, of]) => !(Math.min(...of) <= bound[kind as keyof Calls])),
  );
}

function mapCalls<T>(value: (kind: keyof Calls, index: number) => T): Record<keyof Calls, T> {
  return Object.fromEntries(CALLS.map((kind, index) => [kind, value(kind, index)])) as Record<keyof Calls, T>;
}

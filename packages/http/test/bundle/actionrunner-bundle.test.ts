// Long because bundling takes seconds: all tests of a bundle share one.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as http from 'node:http';
import * as os from 'node:os';
import * as path from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { buildZip } from '../../../../test/support/zip-builder.js';

const BIN = fileURLToPath(new URL('../../bin/actionrunner-bundle.js', import.meta.url));
const MODULES = fileURLToPath(new URL('../../../../node_modules', import.meta.url));
const LIMIT_MS = 60_000;

const SERVER = `
import { serveOrExit } from '@actionrunner/http/serve-or-exit';
import { NativeRunner } from '@actionrunner/core';

serveOrExit(new NativeRunner());
`;
/** What a module knows about itself, and what it loads later. */
const SELF = `
import * as path from 'node:path';
import later from './later.cjs';

const absolute = process.env.OTHER;
Promise.all([import('./more.js'), import(absolute), import('node:os')]).then(([more, other, os]) => {
  const self = [import.meta.url, import.meta.filename, import.meta.dirname, later(), path.basename(__dirname)];
  console.log(JSON.stringify([...self, more.default, more.name, other.default, typeof os.tmpdir, this === undefined]));
});
`;

let project: string;
const servers: ChildProcess[] = [];

beforeAll(() => {
  project = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'bundle-test-')));
  fs.symlinkSync(MODULES, path.join(project, 'node_modules'));
  write({
    'package.json': '{ "type": "module" }',
    'server.js': SERVER,
    'self.js': SELF,
    'later.cjs': `module.exports = () => require('node:path').basename(__filename);`,
    'more.js': `export default 'more'; export const name = 'é';`,
    'other.mjs': `export default await Promise.resolve('other');`,
    'silent.js': `setInterval(() => undefined, 1_000); console.log('it listens nowhere'); setTimeout(() => process.exit(3), 100);`,
    'waits.js': `await Promise.resolve();`,
    'full.js': `import { symlinkSync } from 'node:fs'; symlinkSync('/dev/full', 'full/full.bundle.cache');${SERVER}`,
  });
  expect(bundle(['server.js', 'self.js'])).toEqual({
    status: 0,
    stdout: expect.stringMatching(/^Code cache for Node\.js [\d.]+: \d+ bytes\.\n$/),
    stderr: '',
  });
}, LIMIT_MS);

afterEach(() => {
  for (const server of servers.splice(0)) server.kill('SIGKILL');
});

afterAll(() => {
  fs.rmSync(project, { recursive: true, force: true });
});

function write(files: Record<string, string>): void {
  for (const [name, contents] of Object.entries(files)) fs.writeFileSync(path.join(project, name), contents);
}

function bundle(args: readonly string[], cwd = project) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args], { cwd, encoding: 'utf8' });
  return { status, stdout, stderr };
}

/** Starts a bundled server, and says whether V8 accepted its code cache. */
async function start(folder: string, flags: readonly string[] = [], variables = {}) {
  const directory = fs.mkdtempSync(path.join(project, 'action-'));
  const socket = `${directory}.socket`;
  const program = `const { script } = require(${JSON.stringify(path.join(folder, 'server.js'))}); console.error(script.cachedDataRejected);`;
  const server = spawn(process.execPath, [...flags, '-e', program], {
    env: { PATH: process.env['PATH'], ACTIONRUNNER_SOCKET: socket, ACTIONRUNNER_DIRECTORY: directory, ...variables },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  servers.push(server);
  let said = '';
  for await (const piece of server.stderr.iterator({ destroyOnReturn: false })) {
    said += piece;
    if (/^(true|false|undefined)$/m.test(said)) break;
  }
  const lines = said.trim().split('\n');
  const post = async (url: string, body: string) => {
    const response = await request(socket, url, body);
    const reason = response.headers['x-actionrunner-reason'];
    return { status: response.statusCode, answer: await text(response), reason };
  };
  return { isRejected: lines.at(-1), lines, post };
}

/** Sends a request as soon as the server listens. */
async function request(socketPath: string, url: string, body: string): Promise<http.IncomingMessage> {
  for (;;) {
    try {
      const sent = http.request({ socketPath, path: url, method: 'POST' }).end(body);
      const [response] = (await once(sent, 'response')) as [http.IncomingMessage];
      return response;
    } catch (error) {
      if (!['ENOENT', 'ECONNREFUSED'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
      await sleep(10);
    }
  }
}

const message = (fields: object) => JSON.stringify({ value: fields });

const HELLO = `#!/bin/sh\necho '{"hello":"world"}'\n`;

async function expectToServe({ post }: Awaited<ReturnType<typeof start>>): Promise<void> {
  expect(await post('/init', message({ code: HELLO }))).toMatchObject({ status: 200, answer: '{"ok":true}' });
  expect(await post('/run', message({}))).toMatchObject({ status: 200, answer: '{"hello":"world"}' });
}

test('a chunk loads each module of Node.js once, however many files it is made of', () => {
  const text = fs.readFileSync(path.join(project, 'dist/server.bundle.cjs'), 'utf8');
  const chunks = text.split(/^"[\w-]+": function/m).map((chunk) => chunk.match(/(?<= = )require\("node:\w+"\)/g) ?? []);
  expect(chunks.map((loads) => loads.length)).toEqual(chunks.map((loads) => new Set(loads).size));
  expect(chunks.flat()).toContain('require("node:fs")');
});

test('V8 accepts the code cache, and the server serves', async () => {
  const server = await start(path.join(project, 'dist'));
  expect(server.isRejected).toBe('false');
  await expectToServe(server);
});

describe('the server serves without a code cache', () => {
  test.each([
    ['for other flags', 'true', ['--no-lazy'], undefined],
    ['that is garbage', 'true', [], 'garbage'],
    ['that is empty', 'true', [], ''],
    ['that is missing', 'undefined', [], null],
  ])('%s', async (_, isRejected, flags, contents) => {
    const copy = fs.mkdtempSync(path.join(project, 'copy-'));
    fs.cpSync(path.join(project, 'dist'), copy, { recursive: true });
    const cache = path.join(copy, 'server.bundle.cache');
    if (contents === null) fs.rmSync(cache);
    else if (contents !== undefined) fs.writeFileSync(cache, contents);
    const server = await start(copy, flags);
    expect(server.isRejected).toBe(isRejected);
    await expectToServe(server);
  });
});

test('a code cache that cannot be read costs a line, and nothing else', async () => {
  const copy = fs.mkdtempSync(path.join(project, 'copy-'));
  fs.cpSync(path.join(project, 'dist'), copy, { recursive: true });
  const cache = path.join(copy, 'server.bundle.cache');
  fs.rmSync(cache);
  fs.mkdirSync(cache);
  const server = await start(copy);
  expect(server.lines).toEqual([
    `Code cache ${cache} not read: EISDIR: illegal operation on a directory, read`,
    'undefined',
  ]);
  await expectToServe(server);
});

test('what is loaded on demand is there: schemas, archives, other routes', async () => {
  const { post } = await start(path.join(project, 'dist'));
  expect(await post('/init', message({ code: 7 }))).toMatchObject({
    status: 502,
    answer: expect.stringContaining('The init message is invalid: value.code: '),
  });
  expect(await post('/elsewhere', '{}')).toMatchObject({ status: 404 });
  const server = await start(path.join(project, 'dist'));
  const archive = buildZip([{ name: 'exec', data: HELLO, mode: 0o755 }]).toString('base64');
  expect(await server.post('/init', message({ code: archive, binary: true }))).toMatchObject({ status: 200 });
  expect(await server.post('/run', message({}))).toMatchObject({ status: 200, answer: '{"hello":"world"}' });
});

test('what cannot be loaded now is loaded later, and fails nothing that can do without it', async () => {
  const copy = fs.mkdtempSync(path.join(project, 'copy-'));
  fs.cpSync(path.join(project, 'dist'), copy, { recursive: true });
  const names = fs.readdirSync(copy).filter((name) => /^(explain-result|create-app|create-entry)-/.test(name));
  expect(names).toHaveLength(3);
  // As where clients hold all files that may be opened.
  const move = (from: string, to: string) => {
    for (const name of names) fs.renameSync(path.join(copy, name + from), path.join(copy, name + to));
  };
  move('', '.away');
  const { post } = await start(copy);
  const single = await start(copy, [], { ACTIONRUNNER_PLATFORM: 'knative' });
  await post('/init', message({ code: '#!/bin/sh\necho no result\n' }));
  const failed = { status: 502, answer: '{"error":"The action did not return a dictionary or array."}' };
  expect(await post('/run', message({}))).toEqual({ ...failed, reason: undefined });
  expect(await post('/elsewhere', '{}')).toMatchObject({ status: 500 });
  const init = JSON.stringify({ init: { code: HELLO } });
  expect(await single.post('/', init)).toMatchObject({ status: 500 });
  move('.away', '');
  expect(await post('/run', message({}))).toEqual({ ...failed, reason: expect.stringContaining('it is not JSON') });
  expect(await post('/elsewhere', '{}')).toMatchObject({ status: 404 });
  expect(await single.post('/', init)).toMatchObject({ status: 200 });
});

test('a module knows where it is, and imports what is bundled and what is not', () => {
  const program = path.join(project, 'dist', 'self.js');
  const OTHER = `file://${path.join(project, 'other.mjs')}`;
  const { stdout, stderr } = spawnSync(process.execPath, [program], { env: { OTHER }, encoding: 'utf8' });
  // Node.js calls what loads the modules that are not bundled experimental.
  expect(stderr).toMatch(/^(.*ExperimentalWarning: vm\.USE_MAIN_CONTEXT_DEFAULT_LOADER .*\n.*\n)?$/);
  const self = [`file://${program}`, program, path.dirname(program), 'self.js', 'dist'];
  expect(JSON.parse(stdout)).toEqual([...self, 'more', 'é', 'other', 'function', true]);
});

test('an action that does not run here leaves a cache, and a notice', () => {
  write({ 'broken.sh': '#!/no/such/interpreter\n' });
  const { status, stderr } = bundle(['server.js', '--action', 'broken.sh', '--outdir', 'broken']);
  expect(status).toBe(0);
  expect(stderr).toMatch(
    /^actionrunner-bundle: the action does not run here \(statuses \d+ and \d+\), so .*--action\.\n$/,
  );
  expect(fs.existsSync(path.join(project, 'broken', 'server.bundle.cache'))).toBe(true);
});

test('--no-cache does not start the program', () => {
  expect(bundle(['silent.js', '--no-cache', '--outdir', 'silent'])).toEqual({ status: 0, stdout: '', stderr: '' });
  expect(fs.readdirSync(path.join(project, 'silent')).sort()).toEqual([
    'package.json',
    'silent.bundle.cjs',
    'silent.js',
    'silent.sh',
  ]);
});

test.each([
  ['no module', [], /Name the module of the server/],
  ['a module that is not there', ['absent.js'], /absent\.js/],
  ['a module that awaits at its top level', ['waits.js'], /^waits\.js:1:0: ERROR: Top-level await/m],
  ['a server that listens elsewhere', ['silent.js'], /did not answer [\s\S]*it listens nowhere/],
  ['a folder that is not its own', ['server.js', '--outdir', '..'], /--outdir must be a folder inside/],
  ['the project itself', ['server.js', '--outdir', '.'], /--outdir must be a folder inside/],
  ['an unknown option', ['server.js', '--minify'], /--minify/],
])('fails for %s', (_, args, reason) => {
  const { status, stderr } = bundle(['--outdir', 'failed', ...args]);
  expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringMatching(reason) });
  expect(stderr).toMatch(/^actionrunner-bundle: /);
});

// What a full disk answers; other systems have no such device.
(fs.existsSync('/dev/full') ? test : test.skip)(
  'a code cache that does not fit is named, and no part of it is left',
  () => {
    const { status, stderr } = bundle(['full.js', '--outdir', 'full']);
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: `actionrunner-bundle: The code cache ${project}/full/full.bundle.cache cannot be written: ENOSPC: no space left on device, write.\n`,
    });
    expect(fs.readdirSync(path.join(project, 'full'))).not.toContain('full.bundle.cache');
  },
);

test('fails where esbuild is not installed', () => {
  const empty = fs.mkdtempSync(path.join(os.tmpdir(), 'bundle-test-empty-'));
  try {
    fs.writeFileSync(path.join(empty, 'server.js'), '');
    expect(bundle(['server.js'], empty)).toMatchObject({ status: 1, stderr: expect.stringContaining("'esbuild'") });
  } finally {
    fs.rmSync(empty, { recursive: true });
  }
});

test('--version shows that of the package', () => {
  expect(bundle(['--version'])).toMatchObject({ status: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
});

test('--help shows the options', () => {
  expect(bundle(['--help'])).toMatchObject({ status: 0, stdout: expect.stringContaining('--action <file>') });
});

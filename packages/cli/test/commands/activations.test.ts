import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterFile } from '../../../../test/support/clean-up.js';
import { type CommandSandbox, makeCommandSandbox } from '../../../core/test/support/command-sandbox.js';
import { runHere } from '../support/command.js';

let sandbox: CommandSandbox;
beforeAll(async () => {
  sandbox = makeCommandSandbox(afterFile);
  sandbox.write('echo.sh', '#!/bin/bash\necho to stdout\necho to stderr >&2\necho "$1"\n');
  sandbox.write('fail.sh', `echo '{"error":"no"}'\n`);
  sandbox.write('crash.sh', 'exit 3\n');
  sandbox.write('slow.sh', 'sleep 60\n');
  await invoke('echo.sh', '-p', 'n', '12345678901234567890');
  await Promise.all([invoke('fail.sh'), invoke('crash.sh'), invoke('slow.sh', '-t', '300')]);
  await invoke('echo.sh', '-r');
});

function invoke(...args: string[]) {
  return runHere(sandbox, ['invoke', ...args]);
}

async function activations(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await runHere(sandbox, ['activations', ...args]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

interface Summary {
  readonly activationId: string;
  readonly name: string;
  readonly response: { readonly status: string; readonly statusCode: number };
  readonly annotations: readonly { readonly key: string; readonly value: unknown }[];
}

async function list(...args: string[]): Promise<Summary[]> {
  return JSON.parse(await activations('list', '--json', ...args)) as Summary[];
}

it('has a record of each invocation, with its outcome', async () => {
  const all = await list();
  expect(all.map(({ name }) => name)).toEqual(['echo', ...all.slice(1, 4).map(({ name }) => name), 'echo']);
  const outcomes = Object.fromEntries(
    all.map(({ name, response, annotations }) => [
      name,
      [response.status, response.statusCode, annotations.find(({ key }) => key === 'timeout')?.value],
    ]),
  );
  expect(outcomes).toEqual({
    echo: ['success', 0, false],
    fail: ['application error', 1, false],
    crash: ['action developer error', 2, false],
    slow: ['action developer error', 2, true],
  });
  expect(await list('--limit', '1', '--skip', '4')).toEqual(all.slice(4));
  expect((await list('echo')).length).toBe(2);
  expect(await list('echo', '--skip', '1')).toEqual(all.slice(4));
  expect(await list('--upto', '1')).toEqual([]);
});

it('shows the record as the platform keeps it, its logs and its result', async () => {
  const id = (await list('echo'))[1]?.activationId ?? '';
  const record = JSON.parse(await activations('get', id)) as { start: number; end: number };
  expect(record).toEqual({
    activationId: id,
    namespace: 'guest',
    name: 'echo',
    version: '0.0.1',
    start: expect.any(Number),
    end: expect.any(Number),
    duration: record.end - record.start,
    logs: expect.arrayContaining([
      expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z stdout: to stdout$/),
      expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z stderr: to stderr$/),
    ]),
    annotations: [
      { key: 'path', value: 'guest/echo' },
      { key: 'kind', value: 'bash' },
      { key: 'limits', value: { concurrency: 1, logs: 10, timeout: 60_000 } },
      { key: 'waitTime', value: expect.any(Number) },
      { key: 'initTime', value: expect.any(Number) },
      { key: 'timeout', value: false },
    ],
    response: { status: 'success', statusCode: 0, success: true, result: expect.anything() },
  });
  // Part of an id is enough, and the digits of the result are those of the answer.
  expect(await activations('result', id.slice(0, 12))).toBe('{\n    "n": 12345678901234567890\n}\n');
  expect((await activations('logs', id, '--strip')).split('\n').sort()).toEqual(['', 'to stderr', 'to stdout']);
});

it('prints a table', async () => {
  const [head, ...rows] = (await activations('list', 'echo')).trimEnd().split('\n');
  expect(head?.split(/ {2,}| (?=[A-Z])/)).toEqual([
    'Datetime',
    'Activation',
    'ID',
    'Kind',
    'Start',
    'Duration',
    'Status',
    'Entity',
  ]);
  expect(rows).toHaveLength(2);
  expect(rows[0]).toMatch(/^\S+ \S+ [0-9a-f]{32} bash cold +\d+ms +success guest\/echo:0\.0\.1$/);
});

it('--record prints the record in place of the result, also of an action that is broken', async () => {
  const { code, stdout } = await invoke('crash.sh', '--record');
  expect(code).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({
    name: 'crash',
    response: { statusCode: 2, result: { error: 'The action did not return a dictionary or array.' } },
  });
});

it('--no-record keeps none, nor does what never started', async () => {
  const before = await list();
  await invoke('echo.sh', '--no-record');
  await invoke('missing.sh');
  expect(await list()).toEqual(before);
});

it('is no part of a directory that is run', async () => {
  sandbox.write('project/exec', '#!/bin/bash\nls -d .actionrunner .hidden >&2\necho "{}"\n', 0o755);
  sandbox.write('project/.hidden', '');
  sandbox.write('project/.actionrunner/inputs/x.json', '{}');
  const { stderr } = await runHere(sandbox, ['invoke', '.'], { cwd: join(sandbox.folder, 'project') });
  expect(stderr).toMatch(/^\.hidden$/m);
  expect(stderr).not.toMatch(/^\.actionrunner$/m);
});

it('what cannot be recorded is run all the same, and it is said', async () => {
  sandbox.write('elsewhere/echo.sh', 'echo "{}"\n');
  sandbox.write('elsewhere/.actionrunner/activations', 'a file');
  const cwd = join(sandbox.folder, 'elsewhere');
  expect(await runHere(sandbox, ['invoke', 'echo.sh'], { cwd })).toMatchObject({
    code: 0,
    stdout: '{}\n',
    stderr: expect.stringMatching(/^actionrunner: the activation was not recorded: EEXIST.* \(see --no-record\)\n$/),
  });
});

it.each([
  [['activations', 'list'], 'activations, the folder of the records, cannot be read (ENOTDIR).'],
  [['dev', 'echo.sh', '--input', 'x'], 'inputs, the folder of saved inputs, cannot be read (ENOTDIR).'],
])('a folder that cannot be read is no missing activation: %j', async (args, reason) => {
  sandbox.write('file/.actionrunner', '');
  const { code, stderr } = await runHere(sandbox, args, { cwd: join(sandbox.folder, 'file') });
  expect(code).toBe(2);
  expect(stderr).toContain(reason);
});

describe('records that cannot be read', () => {
  const folder = () => join(sandbox.folder, 'unreadable');
  const names = ['a', 'b'].map((letter) => letter.repeat(32));
  const path = (name: string) => join(folder(), `.actionrunner/activations/0000000000001-${name}.json`);
  beforeEach(async () => {
    sandbox.write('unreadable/echo.sh', `echo '{}'\n`);
    expect(await runHere(sandbox, ['invoke', 'echo.sh'], { cwd: folder() })).toMatchObject({ code: 0 });
    writeFileSync(path(names[0] as string), '{');
    mkdirSync(path(names[1] as string));
  });
  afterEach(() => rmSync(folder(), { recursive: true }));

  it('are named, and hide no others', async () => {
    const { code, stdout, stderr } = await runHere(sandbox, ['activations', 'list'], { cwd: folder() });
    expect({ code, stderr: stderr.split('\n') }).toEqual({
      code: 0,
      stderr: [
        expect.stringMatching(/^actionrunner: warning: .*b\.json cannot be read \(EISDIR\)\.$/),
        expect.stringMatching(/^actionrunner: warning: .*a\.json is not the record of an activation; remove it\.$/),
        '',
      ],
    });
    expect(stdout).toContain('guest/echo:0.0.1');
  });

  it.each([
    [names[0], /^actionrunner: .*a\.json is not the record of an activation; remove it\.\n$/],
    [names[1], /^actionrunner: .*b\.json cannot be read \(EISDIR\)\.\n$/],
  ])('are no missing activations: %s', async (name, reason) => {
    const ended = await runHere(sandbox, ['activations', 'get', name as string], { cwd: folder() });
    expect(ended).toMatchObject({ code: 2, stderr: expect.stringMatching(reason) });
  });

  it('are removed with the others', async () => {
    const ended = await runHere(sandbox, ['activations', 'clear'], { cwd: folder() });
    expect(ended).toMatchObject({ code: 0, stdout: '3 activations were removed.\n' });
  });
});

it.each([
  [['get'], 3, 'name an activation by its id, or say --last.'],
  [['get', 'ab', '--last'], 3, 'name an activation by its id, or say --last.'],
  [['get', 'none'], 1, 'there is no activation "none" in '],
  [['get', 'last'], 1, '; the last one is --last.'],
  [['get', ''], 3, 'activations have an id that begins with ""; use more of it.'],
  [['list', '--limit', '0'], 3, '--limit must be from 1 to 200, not 0.'],
  [['list', '--skip', '-1'], 3, '--skip must be a whole number, not "-1".'],
])('%j is refused', async (args, code, message) => {
  const ended = await runHere(sandbox, ['activations', ...args]);
  expect(ended).toMatchObject({ code, stdout: '' });
  expect(ended.stderr).toContain(message);
});

it('clear removes all', async () => {
  expect(await activations('clear')).toMatch(/^\d+ activations were removed\.\n$/);
  expect(await list()).toEqual([]);
  expect(existsSync(join(sandbox.folder, '.actionrunner/activations'))).toBe(true);
});

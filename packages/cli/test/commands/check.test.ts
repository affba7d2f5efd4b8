import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { ConformanceReport } from '@actionrunner/conformance';
import { afterFile } from '../../../../test/support/clean-up.js';
import { type CommandSandbox, makeCommandSandbox } from '../../../core/test/support/command-sandbox.js';
import { RUNNERS } from '../../src/runners.js';
import { run, runHere } from '../support/command.js';

/** A runtime that accepts any code and answers each run with its parameters; its answer to an init is the first argument. */
const SERVER = `
const answers = { '/init': JSON.parse(process.argv[2]), '/run': undefined };
require('node:http').createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => { body += chunk; });
  request.on('end', () => {
    const { status = 200, json } = answers[request.url] ?? { json: JSON.parse(body).value };
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(json));
  });
}).listen(process.argv[3], '127.0.0.1');
`;
const GOOD = '{"status":200,"json":{"ok":true}}';
const BAD = '{"status":500,"json":{"error":"</script> no"}}';

const CASE = 'init/accepts-code';

describe('check', () => {
  let sandbox: CommandSandbox;
  beforeAll(() => {
    sandbox = makeCommandSandbox(afterFile);
    sandbox.write('server.cjs', SERVER);
    sandbox.write('in/conformance.json', '{ "actions": {} }');
  });

  const check = (...args: string[]) => runHere(sandbox, ['check', ...args]);
  const command = (init: string) => ['--', process.execPath, 'server.cjs', init, '{port}'];
  const read = (name: string) => readFileSync(join(sandbox.folder, name), 'utf8');

  it('exits with 0 when a command passes, and writes every report', async () => {
    const files = ['html', 'junit', 'tap', 'json'].flatMap((format) => ['--report', `${format}=report.${format}`]);
    const { code, stdout, stderr } = await run(sandbox, ['check', '--case', CASE, ...files, ...command(GOOD)]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^passed {3}init\/accepts-code {2}/);
    expect(stdout).toMatch(/^required {5}1 passed, 0 failed, 0 skipped$/m);
    expect(stdout).toContain('server.cjs {"status":200,"json":{"ok":true}} {port} conforms.');
    expect((JSON.parse(read('report.json')) as ConformanceReport).counts.required.passed).toBe(1);
    expect(read('report.tap')).toMatch(/^TAP version 14\n/);
    expect(read('report.junit')).toMatch(/^<\?xml /);
    expect(read('report.html')).toMatch(/^<!doctype html>/);
  });

  it('exits with 1 when a required case fails, and shows why', async () => {
    const { code, stdout, stderr } = await run(sandbox, ['check', '--case', CASE, ...command(BAD)]);
    const hint =
      'there is no conformance.json here, so the actions were shell scripts; for another language name its samples with --manifest';
    expect({ code, stderr }).toEqual({ code: 1, stderr: `actionrunner: ${hint}.\n` });
    expect(stdout).toMatch(/^failed {3}init\/accepts-code .*\[required\]$/m);
    expect(stdout).toMatch(/^ {4}request +POST \/init/m);
    expect(stdout).toMatch(/^ {4}answer +HTTP 500/m);
    expect(stdout).toMatch(/^ {4}remedy {4}\S/m);
    expect(stdout).toContain('does not conform.');
  });

  it('prints JSON alone with --json', async () => {
    const { code, stdout, stderr } = await check('--json', '--case', CASE, ...command(BAD));
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    const { results, target } = JSON.parse(stdout) as ConformanceReport;
    expect(target.kind).toBe('command');
    expect(results.map(({ case: { id }, outcome }) => [id, outcome])).toEqual([[CASE, 'failed']]);
  });

  it('checks a runtime at a URL', async () => {
    const server: Server = createServer((request, response) => {
      request.resume().on('end', () => response.setHeader('Content-Type', 'application/json').end('{"ok":true}'));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      const { code, stdout } = await check(url, '--case', CASE);
      expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining(`${url} conforms.`) });
    } finally {
      server.close();
    }
  });

  it.each(Object.keys(RUNNERS))('serves the runner %s itself, with its own manifest', async (runner) => {
    // The file there is for another runtime.
    const cwd = join(sandbox.folder, 'in');
    const { code, stdout, stderr } = await runHere(sandbox, ['check', runner, '--case', CASE], { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'actionrunner: the manifest is that of the runner.\n' });
    expect(stdout).toContain(`actionrunner serve ${runner} conforms.`);
  });

  it('reads ./conformance.json, or the manifest that is named', async () => {
    const needs = `the manifest has no sample action "echo"`;
    sandbox.write('empty.json', '{ "actions": {} }');
    const named = await check('--case', CASE, '--manifest', 'empty.json', 'native');
    const args = ['check', '--case', CASE, '--', process.execPath, '../server.cjs', GOOD, '{port}'];
    const found = await runHere(sandbox, args, { cwd: join(sandbox.folder, 'in') });
    expect(named.stderr).toBe('');
    expect(found.stderr).toBe('actionrunner: the manifest is ./conformance.json.\n');
    for (const { code, stdout } of [named, found]) {
      // Nothing was tested: the runtime does not conform.
      expect(code).toBe(1);
      expect(stdout).toContain(`skipped: ${needs}\n    ${CASE}\n`);
      expect(stdout).toContain('does not conform: no case passed.');
    }
  });

  it('lists the cases, all or some', async () => {
    const [all, some, json] = await Promise.all([
      check('--list'),
      check('--list', '--group', 'init'),
      check('--list', '--case', CASE, '--json'),
    ]);
    expect(all.stdout).toMatch(/^init\/accepts-code +required +\S/m);
    expect(some.stdout.split('\n').filter((line) => line !== '' && !line.startsWith('init/'))).toEqual([]);
    expect(JSON.parse(json.stdout)).toEqual([expect.objectContaining({ id: CASE, group: 'init' })]);
  });

  it('says what runs an action, where it finds a file instead of an image', async () => {
    sandbox.write('hello.py', 'def main(args):\n    return args\n');
    const { code, stderr } = await check('hello.py');
    expect(code).toBe(2);
    expect(stderr).toMatch(
      / If the file hello\.py is an action, run it with actionrunner invoke hello\.py: check tests/,
    );
  });

  it.each<[string, string[], RegExp]>([
    ['no target', [], /^actionrunner: name a URL, an image, a runner, or a command after two dashes/],
    [
      'a command without dashes',
      ['python3', 'x.py'],
      /a command goes after two dashes: actionrunner check -- python3 x/,
    ],
    ['dashes without a command', ['--'], /write a command after the two dashes/],
    ['two targets', ['native', '--', 'x'], /check tests one target: "native" or the command/],
    [
      'a path that is not a module',
      ['./server'],
      /\.\/server is neither a URL nor a runner nor an image\. A command goes after two dashes: actionrunner check -- \.\/server$/m,
    ],
    ['a module that is missing', ['./none.js'], /unknown runner "\.\/none\.js": there is no such file\.$/m],
    [
      'a runner of another language',
      ['interpreter:perl'],
      /runs no shell scripts, .* name a manifest with --manifest\.$/m,
    ],
    ['a URL with a path', ['http://127.0.0.1:1/init'], /"http:\/\/127\.0\.0\.1:1\/init" is not the URL of a runtime/],
    [
      'an unknown group',
      ['--group', 'intt', 'native'],
      /--group must be one of init, .*not "intt"\. Did you mean init\?$/m,
    ],
    [
      'an unknown case',
      ['--case', 'init/accepts-cod'],
      /not "init\/accepts-cod"\. Did you mean init\/accepts-code\?$/m,
    ],
    [
      'an unknown format',
      ['--report', 'htm=x'],
      /--report must be FORMAT=FILE, .* not "htm=x"\. Did you mean html\?$/m,
    ],
    ['a report without a file', ['--report', 'html'], /--report must be FORMAT=FILE, .* not "html"\.$/m],
    ['a manifest that is missing', ['native', '--manifest', 'none.json'], /none\.json cannot be read \(ENOENT\)\.$/m],
    ['a target of --list', ['native', '--list'], /--list prints the cases; it tests no target\.$/m],
  ])('calls %s wrong usage', async (_, args, line) => {
    const { code, stdout, stderr } = await check(...args);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(line);
  });

  it('leaves no part of a report that does not fit', async () => {
    sandbox.write('old.html', 'of another run');
    symlinkSync('old.html', join(sandbox.folder, 'link.html'));
    // A limit for files is met as a full disk is: after the file was created. The page has more than 4 KiB.
    const through = ['bash', '-c', 'ulimit -f 4; exec "$@"', 'bash'];
    const args = ['check', '--case', CASE, '--report', 'html=link.html', ...command(GOOD)];
    const { code, stderr } = await run(sandbox, args, { through });
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'actionrunner: the report link.html cannot be written: EFBIG: file too large, write\n',
    });
    expect(existsSync(join(sandbox.folder, 'old.html'))).toBe(false);
  });

  it('refuses a report that cannot be written before it tests anything', async () => {
    const { code, stdout, stderr } = await check('--report', 'html=none/report.html', 'native');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe('actionrunner: the report none/report.html cannot be written: ENOENT\n');
  });

  it.each([
    ['a program that is not there', ['--', 'nosuchprogram'], 'The command "nosuchprogram" cannot be started: .*'],
    ['a URL at which nothing listens', ['http://127.0.0.1:1'], 'Nothing listens at http://127.0.0.1:1: .*'],
  ])('says in one line that it cannot test %s', async (_, args, line) => {
    const { code, stdout, stderr } = await check(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(new RegExp(`^actionrunner: ${line}\\n$`));
  });

  it('asks for an engine when an image is to be tested, and knows a misspelt runner', async () => {
    const env = { PATH: '/no-such-folder' };
    const { code, stdout, stderr } = await runHere(sandbox, ['check', 'pyhton'], { env });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^actionrunner: .*docker.* Did you mean python\?\n$/);
  });
});

import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../../../test/support/free-port.js';
import { setUpCommandSandbox } from '../../../core/test/support/command-sandbox.js';
import { FIXTURES, runHere } from '../support/command.js';
import { placed, serve, socketOf } from '../support/served.js';

const HELLO = { value: { code: '#!/bin/sh\necho a log\necho \'{"hello":"world"}\'' } };
const LOOPBACK = '127.0.0.1';

describe('serve', () => {
  const sandbox = setUpCommandSandbox();
  let directory: string;
  beforeEach(() => {
    directory = join(sandbox.folder, 'action');
  });

  it.each(['native', 'bash'])('%s: runs the stub first, then the delivered action', async (runner) => {
    const served = await serve(sandbox, [runner, ...placed(sandbox)]);
    const stub = await served.post('/run', { value: {} });
    expect(stub).toEqual({ status: 200, body: { error: expect.stringContaining('stub action') } });
    expect(await served.post('/init', HELLO)).toEqual({ status: 200, body: { ok: true } });
    expect(await served.post('/run', { value: {} })).toEqual({ status: 200, body: { hello: 'world' } });
  });

  it('prints nothing but the logs of the action, and ends with 0 on SIGTERM', async () => {
    const served = await serve(sandbox, ['native', ...placed(sandbox)]);
    await served.post('/init', HELLO);
    await served.post('/run', { value: {} });
    const frame = 'XXX_THE_END_OF_A_WHISK_ACTIVATION_XXX\n';
    expect(await served.stop()).toEqual({ code: 0, signal: null, stdout: `a log\n${frame}`, stderr: frame });
    expect(existsSync(socketOf(sandbox))).toBe(false);
  });

  it('ends with 0 on SIGINT', async () => {
    const served = await serve(sandbox, ['native', ...placed(sandbox)]);
    served.child.kill('SIGINT');
    expect(await served.ended).toMatchObject({ code: 0, stdout: '', stderr: '' });
  });

  it('creates a missing action directory, relative to the working directory', async () => {
    await serve(sandbox, ['native', '--directory', 'some/where', '--socket', socketOf(sandbox)]);
    expect(readdirSync(join(sandbox.folder, 'some/where'))).toEqual(['exec']);
  });

  it('runs a module in a directory without stub', async () => {
    mkdirSync(directory);
    const runner = join(FIXTURES, 'greeting-runner.js');
    const served = await serve(sandbox, [runner, ...placed(sandbox)]);
    expect(readdirSync(directory)).toEqual([]);
    const { body } = await served.post('/run', { value: { name: 'James' } });
    expect(body).toEqual({ greeting: 'Hello James', directory });
  });

  describe('the place', () => {
    const ports: [string, (port: string) => { args: string[]; env: Record<string, string> }][] = [
      ['--port', (port) => ({ args: ['--port', port], env: {} })],
      ['ACTIONRUNNER_PORT', (port) => ({ args: [], env: { ACTIONRUNNER_PORT: port } })],
      ['PORT', (port) => ({ args: [], env: { PORT: port } })],
      ['--port before ACTIONRUNNER_PORT', (port) => ({ args: ['--port', port], env: { ACTIONRUNNER_PORT: '1' } })],
      ['ACTIONRUNNER_PORT before PORT', (port) => ({ args: [], env: { ACTIONRUNNER_PORT: port, PORT: '1' } })],
      ['PORT when ACTIONRUNNER_PORT is empty', (port) => ({ args: [], env: { ACTIONRUNNER_PORT: '', PORT: port } })],
    ];
    it.each(ports)('is the port of %s', async (_, choose) => {
      const port = await freePort();
      const { args, env } = choose(String(port));
      await serve(sandbox, ['native', '--directory', directory, ...args], { port, host: LOOPBACK }, { env });
    });

    it.each([
      ['--host', ['--host', '127.0.0.2'], {}],
      ['ACTIONRUNNER_HOST', [], { ACTIONRUNNER_HOST: '127.0.0.2' }],
    ])('is the address of %s alone', async (_, args, env) => {
      if (process.platform !== 'linux') {
        console.warn('SKIPPED: only Linux has the address 127.0.0.2 without being told.');
        return;
      }
      const port = await freePort();
      const all = ['native', '--directory', directory, '--port', String(port), ...args];
      await serve(sandbox, all, { port, host: '127.0.0.2' }, { env });
      await expect(fetch(`http://${LOOPBACK}:${port}/`)).rejects.toThrow();
    });

    it('is the socket of ACTIONRUNNER_SOCKET', async () => {
      const env = { ACTIONRUNNER_SOCKET: socketOf(sandbox) };
      await serve(sandbox, ['native', '--directory', directory], undefined, { env });
    });

    it('is the directory of ACTIONRUNNER_DIRECTORY', async () => {
      const env = { ACTIONRUNNER_DIRECTORY: directory };
      await serve(sandbox, ['native', '--socket', socketOf(sandbox)], undefined, { env });
      expect(readdirSync(directory)).toEqual(['exec']);
    });

    it('is the directory of --directory, whatever ACTIONRUNNER_DIRECTORY says', async () => {
      const env = { ACTIONRUNNER_DIRECTORY: join(sandbox.folder, 'other') };
      await serve(sandbox, ['native', ...placed(sandbox)], undefined, { env });
      expect(readdirSync(sandbox.folder).sort()).toEqual(['action', 'runtime.sock']);
    });
  });

  it.each([
    ['--max-body-bytes', ['--max-body-bytes', '100'], {}],
    ['ACTIONRUNNER_MAX_BODY_BYTES', [], { ACTIONRUNNER_MAX_BODY_BYTES: '100' }],
  ])('%s bounds the request bodies', async (_, args, env) => {
    const served = await serve(sandbox, ['native', ...placed(sandbox), ...args], undefined, { env });
    expect(await served.post('/run', { value: { a: 'x'.repeat(100) } })).toMatchObject({ status: 413 });
    expect(await served.post('/run', { value: {} })).toMatchObject({ status: 200 });
  });

  it.each([
    ['without it', [], {}, 403],
    ['--allow-reinit', ['--allow-reinit'], {}, 200],
    ['ACTIONRUNNER_ALLOW_REINIT', [], { ACTIONRUNNER_ALLOW_REINIT: 'true' }, 200],
    ['PROXY_ALLOW_REINIT', [], { PROXY_ALLOW_REINIT: '1' }, 200],
    ['PROXY_ALLOW_REINIT=0', [], { PROXY_ALLOW_REINIT: '0' }, 403],
  ])('%s decides about a second init', async (_, args, env, status) => {
    const served = await serve(sandbox, ['native', ...placed(sandbox), ...args], undefined, { env });
    await served.post('/init', HELLO);
    expect(await served.post('/init', HELLO)).toMatchObject({ status });
  });

  it.each([
    ['--port', '80x'],
    ['--port', '65536'],
    ['--port', '-1'],
    ['--port', ''],
    ['--host', ' '],
    ['--socket', ''],
    ['--max-body-bytes', '0'],
  ])('refuses %s %j and shows the value', async (option, value) => {
    const args = ['serve', 'native', '--directory', directory, option, value];
    const { code, stdout, stderr } = await runHere(sandbox, args);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(/^actionrunner: The option [a-z-]+ must be .*\n$/);
    expect(stderr).toContain(`not ${JSON.stringify(value)}.`);
    expect(existsSync(directory)).toBe(false);
  });

  it.each(['ACTIONRUNNER_PORT', 'PORT', 'ACTIONRUNNER_MAX_BODY_BYTES'])('refuses a bad %s', async (name) => {
    const { code, stderr } = await runHere(sandbox, ['serve', 'native', '--directory', directory], {
      env: { [name]: 'many' },
    });
    expect(code).toBe(3);
    expect(stderr).toMatch(
      new RegExp(`^actionrunner: ${name} cannot be used: The option [a-z-]+ must be an integer .*, not "many"\\.\n$`),
    );
  });
});

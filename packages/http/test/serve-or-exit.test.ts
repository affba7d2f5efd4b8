import { spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NativeRunner } from '@actionrunner/core';
import { serveOrExit } from '@actionrunner/http';
import { afterTest, temporaryDirectory } from '../../../test/support/clean-up.js';
import { request } from './support/connection.js';
import { nativeRunner } from './support/servers.js';

/** The program of an author: by the built package, as a process of its own. */
const PROGRAM = `
import { NativeRunner } from '@actionrunner/core';
import { serveOrExit } from '@actionrunner/http/serve-or-exit';
const [directory, defect] = process.argv.slice(1);
class Defect extends NativeRunner {
  get concurrency() {
    throw new TypeError(defect);
  }
}
class Build extends NativeRunner {
  build() {
    if (process.env.FAIL_BUILD) throw new Error(process.env.FAIL_BUILD);
  }
}
const runner = defect ? new Defect({ directory }) : new Build({ directory });
await serveOrExit(runner, { host: '127.0.0.1' });
console.log('served');
`;

/** Runs it with these variables and no others. */
function start(environment: Record<string, string>, ...more: readonly string[]) {
  const args = ['--input-type=module', '-e', PROGRAM, temporaryDirectory(), ...more];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env: { PATH: process.env['PATH'] ?? '', ...environment },
    encoding: 'utf8',
    timeout: 240_000,
  });
  return { status, stdout, stderr };
}

test('a server that starts is that of serve', async () => {
  const socket = join(temporaryDirectory(), 'socket');

  const server = await serveOrExit(nativeRunner(), { socket, signals: false, environment: {} });

  expect((await request(socket, '/health', { method: 'GET' })).status).toBe(200);
  await server.close();
});

test('a variable that cannot be used is one line, with its name', () => {
  expect(start({ ACTIONRUNNER_PORT: 'eighty' })).toEqual({
    status: 1,
    stdout: '',
    stderr:
      'actionrunner: ACTIONRUNNER_PORT cannot be used: The option port must be an integer from 0 to 65535, not "eighty". [ERR_RUNNER_OPTION]\n',
  });
});

test('a port that is in use is one line', async () => {
  const other = createServer();
  afterTest(() => new Promise((resolve) => other.close(resolve)));
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as { port: number };

  expect(start({ PORT: String(port) })).toEqual({
    status: 1,
    stdout: '',
    stderr: `actionrunner: Cannot listen on port ${port} of 127.0.0.1: it is in use; stop the other server or choose another. [ERR_RUNNER_LISTEN]\n`,
  });
});

test('the init of a dedicated container that fails ends with its logs and one line', () => {
  const { status, stdout, stderr } = start({
    __OW_RUNTIME_PLATFORM: 'knative',
    __OW_ACTION_CODE: Buffer.from('no zip').toString('base64'),
    __OW_ACTION_BINARY: 'true',
  });

  expect([status, stdout]).toEqual([1, expect.not.stringContaining('served')]);
  expect(stderr).toMatch(/^actionrunner: .* \[ERR_RUNNER_ARCHIVE_INVALID\]$/m);
  expect(stderr).not.toMatch(/^ +at /m);
});

test('of what a build says it is the first line, as the rest is in the logs', () => {
  const { status, stderr } = start({
    __OW_RUNTIME_PLATFORM: 'knative',
    __OW_ACTION_CODE: 'no program',
    FAIL_BUILD: 'first\nsecond',
  });

  expect(status).toBe(1);
  expect(stderr).toMatch(/^actionrunner: first \[ERR_RUNNER_BUILD\]$/m);
  expect(stderr.split('second')).toHaveLength(2);
});

test('a class in place of a runner is named', async () => {
  const exit = jest.spyOn(process, 'exit').mockImplementation((): never => {
    throw new Error('exit');
  });
  const written = jest.spyOn(process.stderr, 'write').mockReturnValue(true);

  await expect(serveOrExit(NativeRunner as unknown as NativeRunner)).rejects.toThrow('exit');

  expect(exit).toHaveBeenCalledWith(1);
  expect(written).toHaveBeenCalledWith(expect.stringMatching(/not a class or function; create an instance with new/));
  jest.restoreAllMocks();
});

test('a defect keeps its trace', () => {
  const { status, stderr } = start({}, 'a defect');

  expect([status, stderr]).toEqual([1, expect.stringMatching(/^TypeError: a defect\n +at /)]);
});

import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { freePort } from '../../../../test/support/free-port.js';
import { setUpCommandSandbox } from '../../../core/test/support/command-sandbox.js';
import { BIN, type CommandOptions, run, runHere } from '../support/command.js';
import { type Served, serve } from '../support/served.js';

const OTHER_USER = 65_534;
const LOOPBACK = '127.0.0.1';

describe('invoke', () => {
  const sandbox = setUpCommandSandbox();
  beforeEach(() => {
    sandbox.write('echo.sh', 'echo a log\necho "$1"\n');
  });

  /** Expects that invoke ends with one line on stderr. */
  async function refused(code: number, line: RegExp, args: readonly string[], options: CommandOptions = {}) {
    const ended = await (options.uid === undefined ? runHere : run)(sandbox, ['invoke', ...args], options);
    expect(ended).toMatchObject({ code, stdout: '' });
    expect(ended.stderr).toMatch(line);
    expect(ended.stderr.trimEnd()).not.toContain('\n');
  }

  it.each([
    ['native', ['--runner', 'native'], '#!/bin/sh\necho "{}"\n'],
    ['interpreter:sh', ['--runner', 'interpreter:sh'], 'echo "{}"\n'],
  ])('warns that --main is not used by %s', async (runner, args, script) => {
    sandbox.write('whole.sh', script);
    const { code, stderr } = await runHere(sandbox, ['invoke', 'whole.sh', '--main', 'hello', ...args]);
    const says = `--main hello is not used: the runner ${runner} runs all of whole.sh, and calls no function.`;
    expect([code, stderr]).toEqual([0, `actionrunner: warning: ${says}\n`]);
  });

  it('says in the logs that a script without the function of --main runs as a whole', async () => {
    const { code, stderr } = await runHere(sandbox, ['invoke', 'echo.sh', '--main', 'hello']);
    expect([code, stderr]).toEqual([0, 'The script defines no function hello to call: all of it runs.\na log\n']);
  });

  it.each<[string, RegExp, string[]]>([
    ['no action', /^actionrunner: name an action, or a runner, URL or image/, []],
    ['a missing action', /^actionrunner: none\.sh does not exist\.$/m, ['none.sh']],
    ['a device as action', /^actionrunner: \/dev\/null is neither a file nor a directory\.$/m, ['/dev/null']],
    ['an action of an unknown kind', /^actionrunner: notes does not show .* --runner \(native, bash/, ['notes']],
    ['an unknown runner', /^actionrunner: unknown runner "perl": use native/, ['echo.sh', '--runner', 'perl']],
    ['a missing runner module', /^actionrunner: unknown runner ".\/x.js": there/, ['echo.sh', '--runner', './x.js']],
    ['-p without value', /^actionrunner: -p needs a name and a value: -p NAME VALUE$/m, ['echo.sh', '-p', 'name']],
    ['-p with an equals sign', /^actionrunner: a parameter must be -p NAME VALUE/, ['echo.sh', '--param=a=1']],
    ['-p with half a pair', /^actionrunner: a parameter must be -p NAME VALUE/, ['echo.sh', '--param=["a"]']],
    ['-pNAME', /^actionrunner: a parameter must be -p NAME VALUE/, ['echo.sh', '-pname=x']],
    [
      'JSON as a -P file',
      /^actionrunner: the parameter file cannot be read: ENOENT.*\. JSON without a file: -P - reads it from stdin/,
      ['echo.sh', '-P', '{"a":1}'],
    ],
    ['a missing -P file', /^actionrunner: the parameter file cannot be read: ENOENT/, ['echo.sh', '-P', 'none.json']],
    ['a -P file that is no JSON', /^actionrunner: notes must contain a JSON object or/, ['echo.sh', '-P', 'notes']],
    ['-P without value', /^actionrunner: option '-P, --param-file <file>' argument missing/, ['echo.sh', '-P']],
    ['-e without equals sign', /^actionrunner: --env must be NAME=VALUE, not "NAME"/, ['echo.sh', '-e', 'NAME']],
    ['-e without name', /^actionrunner: --env must be NAME=VALUE, not "=x"/, ['echo.sh', '-e', '=x']],
    [
      'parameters after two dashes',
      /^actionrunner: too many arguments for 'invoke'/,
      ['echo.sh', '--', '-p', 'a', 'b'],
    ],
    ['a --url that is none', /^actionrunner: --url must be an http:\/\/ URL, not "here"/, ['echo.sh', '--url', 'here']],
    [
      'an unknown --acknowledge',
      /^actionrunner: .*The option acknowledge must be true, yes or 1, or false, no or 0, or auto, not "soon"/,
      ['echo.sh', '--acknowledge', 'soon'],
    ],
    [
      '--acknowledge for another runner',
      /^actionrunner: --acknowledge is for processes that speak ActionLoop, which those of bash do not\.$/m,
      ['echo.sh', '--acknowledge', 'yes'],
    ],
    [
      '--acknowledge with a --url',
      /^actionrunner: --acknowledge is for a runner that is started here; it cannot be combined with --url\.$/m,
      ['echo.sh', '--acknowledge', 'yes', '--url', 'http://x.test'],
    ],
    ['a --url of https', /^actionrunner: --url must be an http:\/\/ URL/, ['echo.sh', '--url', 'https://x.test']],
  ])('calls %s wrong usage', async (_, line, args) => {
    sandbox.write('notes', 'some text');
    await refused(3, line, args);
  });

  describe('as a user with few rights', () => {
    // The root user may read everything, so that another one is needed.
    const isRoot = process.getuid?.() === 0;
    const user = isRoot ? { uid: OTHER_USER } : {};
    const possible = spawnSync(process.execPath, [BIN, '--version'], { ...user, gid: user.uid }).status === 0;
    if (!possible) {
      console.warn(`SKIPPED: unreadable files: user ${OTHER_USER} cannot run ${BIN}; run the tests without root.`);
    }
    const itIfPossible = possible ? it : it.skip;

    itIfPossible('calls an unreadable file wrong usage', async () => {
      sandbox.write('secret.sh', 'echo', 0);
      await refused(3, /^actionrunner: the action cannot be read: EACCES/, ['secret.sh'], user);
    });

    itIfPossible('calls a directory with unreadable files wrong usage', async () => {
      sandbox.write('action/exec', 'echo');
      sandbox.write('action/secret-1', 'x', 0);
      sandbox.write('action/secret-2', 'x', 0);
      await refused(3, /^actionrunner: the action cannot be read: EACCES/, ['action'], user);
    });

    itIfPossible('ends with 2 when it cannot write to the temp folder', async () => {
      const locked = join(sandbox.folder, 'locked');
      mkdirSync(locked);
      chmodSync(locked, 0o555);
      const line = /^actionrunner: no temporary directory can be created: EACCES/;
      await refused(2, line, ['echo.sh'], { ...user, env: { TMPDIR: locked } });
    });
  });

  it('ends with 2 when the temp folder is missing', async () => {
    const env = { TMPDIR: join(sandbox.folder, 'none') };
    await refused(2, /^actionrunner: no temporary directory can be created: ENOENT/, ['echo.sh'], { env });
  });

  describe('--url', () => {
    it('runs the action in the runtime that listens there', async () => {
      const port = await freePort();
      const directory = join(sandbox.folder, 'action');
      const place = ['--host', LOOPBACK, '--port', String(port), '--directory', directory];
      const url = `http://${LOOPBACK}:${port}`;
      let served: Served | undefined;
      try {
        served = await serve(sandbox, ['bash', ...place], { port, host: LOOPBACK });
        const first = await runHere(sandbox, ['invoke', 'echo.sh', '--url', url, '-p', 'a', '1']);
        expect(first).toMatchObject({ code: 0, stdout: '{\n    "a": 1\n}\n', stderr: '' });
        expect(served.output.stdout).toMatch(/^a log\n/);
        // The code is there by now: an init more is refused, a run alone is not.
        const line = /^actionrunner: the action could not be initialized: Cannot initialize .* \(HTTP status 403\)/;
        await refused(2, line, ['echo.sh', '--url', url]);
        const again = await runHere(sandbox, ['invoke', '--url', `${url}/`, '-p', 'a', '2', '-r']);
        expect(again).toMatchObject({ code: 0, stdout: '{\n    "a": 2\n}\n' });
      } finally {
        served?.child.kill('SIGKILL');
        await served?.ended;
      }
    });

    it('ends with 2 when nothing listens there', async () => {
      const url = `http://${LOOPBACK}:${await freePort()}`;
      const line = /^actionrunner: the runtime at http:\S+ cannot be reached: connect ECONNREFUSED/;
      await refused(2, line, ['echo.sh', '--url', url]);
    });

    /** The URL of a server, for as long as a test takes. */
    async function against(server: Server, test: (url: string) => Promise<void>): Promise<void> {
      await new Promise<void>((resolve) => server.listen(0, LOOPBACK, resolve));
      try {
        await test(`http://${LOOPBACK}:${(server.address() as { port: number }).port}`);
      } finally {
        await new Promise((resolve) => server.close(resolve));
      }
    }

    it('ends with 2 when the connection is cut', async () => {
      const cutting = createTcpServer((socket) => socket.once('data', () => socket.destroy()));
      await against(cutting, (url) => refused(2, /^actionrunner: .* cannot be reached: /, ['--url', url]));
      const half = createServer((_, response) => {
        response.writeHead(200, { 'content-length': 10 }).write('{', () => response.destroy());
      });
      await against(half, (url) => refused(2, / cannot be reached: its answer was cut off$/m, ['--url', url]));
    });

    it('ends with 2 when no answer comes in time, which is in its record', async () => {
      const sockets: Socket[] = [];
      const silent = createTcpServer((socket) => sockets.push(socket));
      const cwd = join(sandbox.folder, 'silent');
      mkdirSync(cwd);
      try {
        await against(silent, async (url) => {
          const line = /^actionrunner: the runtime at http:\S+ gave no answer within 3100 ms\.\n$/;
          await refused(2, line, ['--url', url, '-t', '100'], { cwd });
          for (const socket of sockets) {
            socket.destroy();
          }
        });
      } finally {
        const { stdout } = await runHere(sandbox, ['activations', 'result', '--last'], { cwd });
        expect(JSON.parse(stdout)).toEqual({ error: 'The action exceeded its time limits of 100 milliseconds.' });
      }
    });

    it('waits for longer than a timer can', async () => {
      const slow = createServer((_, response) => void setTimeout(() => response.end('{"slow":true}'), 50));
      await against(slow, async (url) => {
        const ended = await runHere(sandbox, ['invoke', '--url', url, '-t', '99999999999']);
        expect(ended).toMatchObject({ code: 0, stdout: '{\n    "slow": true\n}\n', stderr: '' });
      });
    });

    it('says where an answer without a body leads to', async () => {
      const moved = createServer((_, response) => response.writeHead(301, { location: 'https://x.test/run' }).end());
      const line = /: The answer is empty, and leads to https:\/\/x\.test\/run \(HTTP status 301\)$/m;
      await against(moved, (url) => refused(2, line, ['--url', url]));
    });

    it('ends with 2 when a server that is no runtime answers', async () => {
      const page = createServer((request, response) => {
        request.resume().once('end', () => response.end('<html>"Welcome</html>'));
      });
      await against(page, (url) => refused(2, /^actionrunner: the answer of http:\S+ is not JSON/, ['--url', url]));
      const missing = createServer((_, response) => response.writeHead(404).end('not here'));
      await against(missing, (url) => refused(2, /: not here \(HTTP status 404\)$/m, ['--url', url]));
    });
  });
});

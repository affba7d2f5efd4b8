import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as http from 'node:http';
import * as os from 'node:os';
import * as path from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { descendants, isShell, marked } from '../../../../test/support/processes.js';
import { canLaunch } from '../../../core/test/support/launch-shell.js';
import { isAlive, waitFor } from '../../../core/test/support/wait-for.js';

const BIN = fileURLToPath(new URL('../../bin/actionrunner-bundle.js', import.meta.url));
const MODULES = fileURLToPath(new URL('../../../../node_modules', import.meta.url));
/** Opens files by numbers of two digits, too. */
const LAUNCHER = '/bin/bash';
const LIMIT_MS = 60_000;
const RETRY_MS = 10;

const SERVER = `
import { serveOrExit } from '@actionrunner/http/serve-or-exit';
import { NativeRunner } from '@actionrunner/core';

serveOrExit(new NativeRunner());
`;

/** Says what has started it: `0` is the argument of a shell that was launched, `3` that of one that the server has started. */
const REPORT = `#!/bin/sh
by=$(tr '\\0' '\\n' <"/proc/$PPID/cmdline" | tail -n 2 | head -n 1)
ignored=$(sed -n 's/^SigIgn:[[:space:]]*//p' /proc/self/status)
score=$(cat /proc/self/oom_score_adj)
echo "{\\"by\\":\\"$by\\",\\"shell\\":$PPID,\\"ignored\\":\\"$ignored\\",\\"score\\":\\"$score\\",\\"files\\":\\"$(ulimit -Sn)\\",\\"named\\":\\"\${ACTIONRUNNER_SHELL-}\\",\\"given\\":\\"$GIVEN\\"}"
`;

/** SIGHUP, SIGINT and SIGQUIT, as bits. */
const INTERRUPTS = 0b111;

interface Report {
  by: string;
  shell: number;
  ignored: string;
  score: string;
  files: string;
  named: string;
  given: string;
}

/** Whether a shell has its pipes, and does nothing. */
function isReady(pid: number): boolean {
  const stat = fs.readFileSync(`/proc/${pid}/stat`, 'latin1');
  return fs.existsSync(`/proc/${pid}/fd/7`) && stat.includes(') S ');
}

// On other systems, and without the tools of GNU and util-linux, the script starts the program alone.
(canLaunch() ? describe : describe.skip)('the script that starts a bundled server', () => {
  let project: string;
  let script: string;
  const servers: ChildProcess[] = [];

  beforeAll(() => {
    project = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'launched-test-')));
    fs.symlinkSync(MODULES, path.join(project, 'node_modules'));
    fs.writeFileSync(path.join(project, 'package.json'), '{ "type": "module" }');
    fs.writeFileSync(path.join(project, 'server.js'), SERVER);
    const bundled = spawnSync(process.execPath, [BIN, 'server.js', '--no-cache'], { cwd: project, encoding: 'utf8' });
    expect(bundled).toMatchObject({ status: 0, stderr: '' });
    script = path.join(project, 'dist', 'server.sh');
  }, LIMIT_MS);

  afterEach(() => {
    for (const server of servers.splice(0)) server.kill('SIGKILL');
  });

  afterAll(() => {
    fs.rmSync(project, { recursive: true, force: true });
  });

  /** Starts a server. @param prefix commands before it @param given variables, and the program */
  function start(prefix = '', { file = script, ...variables }: Record<string, string> = {}) {
    const directory = fs.mkdtempSync(path.join(project, 'action-'));
    const socketPath = `${directory}.socket`;
    const server = spawn(LAUNCHER, ['-c', `${prefix}exec "$0"`, file], {
      env: {
        PATH: `${path.dirname(process.execPath)}:${process.env['PATH']}`,
        ACTIONRUNNER_SOCKET: socketPath,
        ACTIONRUNNER_DIRECTORY: directory,
        GIVEN: 'by the container',
        ...variables,
      },
      stdio: 'ignore',
    });
    servers.push(server);
    const report = async (ready?: () => Promise<void>): Promise<Report> => {
      const init = await post(socketPath, '/init', { value: { code: REPORT } });
      expect(init).toEqual({ ok: true });
      await ready?.();
      return (await post(socketPath, '/run', { value: {} })) as unknown as Report;
    };
    /** Waits until the shell that was launched has made its pipes, and waits for the server. */
    const findShell = async (): Promise<number> => {
      const find = () => marked(`ACTIONRUNNER_SOCKET=${socketPath}`).find((pid) => isShell(pid) && isReady(pid));
      await waitFor('the shell', () => find() !== undefined);
      return find() as number;
    };
    return { server, report, findShell };
  }

  async function post(socketPath: string, url: string, message: object): Promise<object> {
    for (;;) {
      try {
        const sent = http.request({ socketPath, path: url, method: 'POST' }).end(JSON.stringify(message));
        const [response] = (await once(sent, 'response')) as [http.IncomingMessage];
        return JSON.parse(await text(response)) as object;
      } catch (error) {
        if (!['ENOENT', 'ECONNREFUSED'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
        await sleep(RETRY_MS);
      }
    }
  }

  test('starts a shell that runs the first activation as a shell of the server would', async () => {
    const { server, report, findShell } = start(`ulimit -Sn 300; trap '' HUP; `);
    const launched = await findShell();
    // Which would not reap it.
    expect(descendants(server.pid as number)).not.toContain(launched);
    // On a busy machine, an activation may find none that waits.
    const { shell, ignored, ...rest } = await report(() =>
      waitFor('a child that waits', () => descendants(launched).length > 0),
    );
    expect(rest).toEqual({ by: '0', score: '1000', files: '300', named: '', given: 'by the container' });
    expect(Number.parseInt(ignored, 16) & INTERRUPTS).toBe(0);
    server.kill('SIGTERM');
    await once(server, 'exit');
    await waitFor('the end of the shell', () => !isAlive(shell));
  });

  test('starts the server alone where setsid is missing', async () => {
    const folder = fs.mkdtempSync(path.join(project, 'bin-'));
    for (const name of ['cat', 'env', 'head', 'sed', 'sh', 'tail', 'tr']) {
      const found = ['/bin', '/usr/bin'].map((place) => path.join(place, name)).find((file) => fs.existsSync(file));
      fs.symlinkSync(found as string, path.join(folder, name));
    }
    fs.symlinkSync(process.execPath, path.join(folder, 'node'));
    expect(await start('', { PATH: folder }).report()).toMatchObject({
      by: expect.not.stringMatching('0'),
      named: '',
      given: 'by the container',
    });
  });

  test.each([
    ['a variable that shells change', "export PS1='prompt'; "],
    ['a variable that is not UTF-8', "export GIVEN=$'\\xe9'; "],
    ['a file that was open before', 'exec 10</dev/null; '],
  ])('its shell is not used, and ended, if it would pass on %s', async (_, prefix) => {
    const { report, findShell } = start(prefix);
    const shell = await findShell();
    expect((await report()).by).not.toBe('0');
    await waitFor('the end of the shell', () => !isAlive(shell));
  });

  test('starts the server through a link', async () => {
    const file = path.join(project, 'start');
    fs.symlinkSync(path.relative(project, script), file);
    expect(await start('', { file }).report()).toMatchObject({ given: 'by the container' });
  });

  test('its shell ends with a server that is killed before it has used it', async () => {
    const { server, findShell } = start();
    const shell = await findShell();
    server.kill('SIGKILL');
    await waitFor('the end of the shell', () => !isAlive(shell));
  });
});

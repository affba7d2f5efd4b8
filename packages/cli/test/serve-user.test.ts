import { chownSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { buildZip } from '../../../test/support/zip-builder.js';
import { setUpCommandSandbox } from '../../core/test/support/command-sandbox.js';
import { isAlive } from '../../core/test/support/wait-for.js';
import { testAsRoot } from '../../http/test/support/as-root.js';
import { eventually } from './support/command.js';
import { isInstalled, SHELL_ACTIONS, SYSTEM_PATH } from './support/languages.js';
import { placed, type Served, serve } from './support/served.js';

const UID = 12_345;
const GID = 12_346;
const USER = ['--user', `${UID}:${GID}`];
const RUN = { value: {} };

/** What Docker gives to root in a container. */
const CONTAINER_RIGHTS = [
  '-all,+chown,+dac_override,+fowner,+fsetid,+kill,+setgid,+setuid,+setpcap',
  '+net_bind_service,+net_raw,+sys_chroot,+mknod,+audit_write,+setfcap',
].join();

/** What a process may do, as JSON; `$1` is the runtime. */
const RIGHTS = [
  'reads=no; cat "/proc/$1/environ" >/dev/null 2>&1 && reads=yes',
  'signals=no; kill -0 "$1" 2>/dev/null && signals=yes',
  'writes=no; : >written && writes=yes',
  'echo "by name" >/dev/stderr',
  'opens=no; : </dev/stdin && opens=yes',
  'echo "{\\"user\\":\\"$(id -u):$(id -g):$(id -G)\\",\\"reads\\":\\"$reads\\",\\"signals\\":\\"$signals\\",\\"writes\\":\\"$writes\\",\\"opens\\":\\"$opens\\",\\"home\\":\\"$HOME\\"}"',
].join('\n');

const rightsOf = (home: string) => ({
  user: `${UID}:${GID}:${GID}`,
  reads: 'no',
  signals: 'no',
  writes: 'yes',
  opens: 'yes',
  home,
});

const asRoot = testAsRoot('serve --user');

describe('serve --user', () => {
  const sandbox = setUpCommandSandbox();
  let directory: string;
  let served: Served;
  beforeEach(() => {
    directory = join(sandbox.folder, 'action');
  });

  async function start(runner: string, ...more: string[]): Promise<void> {
    const env = { PATH: SYSTEM_PATH, HOME: '/root', SECRET: 'of the runtime' };
    served = await serve(sandbox, [runner, ...placed(sandbox), ...USER, ...more], undefined, { env });
  }

  /** Expects that the directory, and all that was delivered to it or made in it, belongs to the user. */
  function belongsToUser(): void {
    // The runtime keeps what the image had in the place of the code for itself.
    const paths = (readdirSync(directory, { recursive: true }) as string[]).filter(
      (path) => !/^\.actionrunner-/.test(path),
    );
    expect(paths).not.toEqual([]);
    for (const path of ['.', ...paths]) {
      const { uid, gid } = statSync(join(directory, path));
      expect({ path, uid, gid }).toEqual({ path, uid: UID, gid: GID });
    }
  }

  describe.each(SHELL_ACTIONS)('$name', ({ runner, program, code, fields }) => {
    const here = isInstalled(program) ? asRoot : test.skip;

    here('runs as the user, who can do nothing to the runtime, and again after a re-init', async () => {
      await start(runner, '--allow-reinit');
      for (const round of ['first', 'second']) {
        const value = { code: code(`${RIGHTS}\n: ${round}`), ...fields };
        expect(await served.post('/init', { value })).toEqual({ status: 200, body: { ok: true } });
        belongsToUser();
        expect(await served.post('/run', RUN)).toEqual({ status: 200, body: rightsOf(directory) });
        expect(await served.post('/run', RUN)).toEqual({ status: 200, body: rightsOf(directory) });
        belongsToUser();
      }
      expect(served.output.stderr.match(/^by name$/gm)).toHaveLength(4);
    });
  });

  (isInstalled('make') ? asRoot : test.skip)('a build runs as the user, too', async () => {
    await start('c');
    const makefile = [
      'exec: helper',
      '\tset -- $$(cut -d" " -f4 /proc/$$PPID/stat); sh ./rights.sh $$1 >rights.json',
      "\tprintf '#!/bin/sh\\ncat rights.json\\n' >exec; chmod +x exec",
      'helper:',
      '\tmkdir -p made/by; echo x >made/by/make',
      '',
    ].join('\n');
    const zip = buildZip([
      { name: 'Makefile', data: makefile },
      { name: 'rights.sh', data: RIGHTS },
      { name: 'some/data.txt', data: 'data' },
    ]);

    expect(await served.post('/init', { value: { code: zip.toString('base64'), binary: true } })).toMatchObject({
      status: 200,
    });

    belongsToUser();
    expect(await served.post('/run', RUN)).toEqual({ status: 200, body: rightsOf(directory) });
  });

  asRoot('a home of the init env is kept', async () => {
    await start('native');
    const code = `#!/bin/sh\necho "[\\"$HOME\\"]"\n`;
    await served.post('/init', { value: { code, env: { HOME: '/elsewhere' } } });

    expect(await served.post('/run', RUN)).toEqual({ status: 200, body: ['/elsewhere'] });
  });

  asRoot("an action directory of root becomes the user's with the code, and what was in it stays root's", async () => {
    mkdirSync(directory, { mode: 0o700 });
    sandbox.write('action/data', 'of the image', 0o600);
    chownSync(directory, 0, 0);
    await start('native');

    await served.post('/init', { value: { code: '#!/bin/sh\n: >own; cat data; echo "{}"\n' } });

    expect((await served.post('/run', RUN)).status).toBe(200);
    expect(statSync(join(directory, 'own')).uid).toBe(UID);
    expect(statSync(join(directory, 'data')).uid).toBe(0);
    expect(readFileSync(join(directory, 'data'), 'utf8')).toBe('of the image');
    expect(served.output.stdout).not.toContain('of the image');
  });

  asRoot('code that came with the image may write to the action directory, too', async () => {
    sandbox.write('action/exec', '#!/bin/sh\n: >own; echo "{}"\n', 0o755);
    chownSync(directory, 0, 0);
    await start('native');

    expect(await served.post('/run', RUN)).toEqual({ status: 200, body: {} });
    expect(statSync(join(directory, 'own')).uid).toBe(UID);
  });

  asRoot.each([
    ['of root', undefined],
    // The runtime may not read the environment of these processes.
    ['that containers have', ['setpriv', `--bounding-set=${CONTAINER_RIGHTS}`, `--inh-caps=${CONTAINER_RIGHTS}`]],
  ])(
    'an activation that leaves processes of the user behind: with the rights %s they are ended',
    async (_, through) => {
      const env = { PATH: SYSTEM_PATH, HOME: '/root' };
      served = await serve(sandbox, ['native', ...placed(sandbox), ...USER], undefined, {
        env,
        ...(through && { through }),
      });
      const code = '#!/bin/sh\nsetsid sleep 1000 >/dev/null 2>&1 &\nsleep 0.2\necho "[$!]"\n';
      await served.post('/init', { value: { code } });

      const { body } = await served.post('/run', RUN);

      const [pid] = body as [number];
      await eventually('its end', () => !isAlive(pid));
    },
  );
});

import * as fs from 'node:fs';
import * as path from 'node:path';
import { FRAME } from '../../packages/http/test/support/frame.js';
import { tagOf } from '../../scripts/images/catalogue.js';
import { confinement } from './support/confinement.js';
import { Container, shared, temporaryFolder } from './support/container.js';
import { EXTENDED, LANGUAGES } from './support/languages.js';

const EXHAUSTED = 'The action exhausted its memory and was aborted.';
/** More than node and its threads need, less than the action tries to have. */
const MOST_PROCESSES = '100';

const itOnLinux = process.platform === 'linux' ? it : it.skip;
if (process.platform !== 'linux') {
  console.warn('SKIPPED: sockets in mounted folders: the containers are in another machine here.');
}

describe.each([...LANGUAGES, ...EXTENDED])('the image $name', ({ name, action }) => {
  it('works with nothing but one writable folder, and with no rights', async () => {
    const container = await Container.start(tagOf(name), {
      options: [...(await confinement()), '--tmpfs', '/action:exec'],
    });

    await container.initialize(action);

    expect(await container.run({ a: 1 })).toMatchObject({ status: 200, json: { a: 1 } });
    const status = await container.shell('cat /proc/1/status');
    expect(status).toMatch(/^CapBnd:\s+0+$/m);
    expect(status).toMatch(/^NoNewPrivs:\s+1$/m);
    expect((await container.exec('unshare', '--user', 'true')).stderr).toContain('Operation not permitted');
    for (const folder of ['/', '/tmp', '/server', '/home']) {
      expect((await container.exec('touch', `${folder}/file`)).stderr).toContain('Read-only file system');
    }
    expect(await container.stop()).toBe(0);
  });

  it('works as whatever user a platform chooses', async () => {
    const container = await Container.start(tagOf(name), { options: ['--user', '12345:0'] });

    await container.initialize(action);

    expect(await container.run({ a: 1 })).toMatchObject({ status: 200, json: { a: 1 } });
    expect(await container.shell('stat -c %u /proc/1')).toBe('12345');
  });

  itOnLinux('works without a network, through a socket in a mounted folder', async () => {
    const folder = temporaryFolder();
    const container = await Container.start(tagOf(name), {
      options: ['--network', 'none', '-v', `${folder}:/run/actionrunner`],
      environment: { ACTIONRUNNER_SOCKET: '/run/actionrunner/socket' },
      socket: path.join(folder, 'socket'),
    });

    await container.initialize(action);

    expect(await container.run({ a: 1 })).toMatchObject({ status: 200, json: { a: 1 } });
    expect(await container.shell('ls /sys/class/net')).toBe('lo');
    expect(await container.isHealthy()).toBe(true);
    expect(await container.stop()).toBe(0);
    expect(fs.readdirSync(folder)).toEqual([]);
    fs.rmdirSync(folder);
  });

  describe('with little memory and few processes', () => {
    const memory = ['--memory', '160m', '--memory-swap', '160m'];
    const container = shared(tagOf(name), { options: [...memory, '--pids-limit', MOST_PROCESSES] });
    let logs = '';

    beforeAll(async () => await container().initialize(action));
    beforeEach(async () => {
      logs = (await container().logs()).stderr;
    });

    it('survives an action that takes all memory, says so, and runs the next one', async () => {
      const { status, headers, json } = await container().run({ mode: 'hog' });

      expect([status, headers['x-actionrunner-error'], json]).toEqual([502, 'ERR_RUNNER_MEMORY', { error: EXHAUSTED }]);
      expect(await container().run({ a: 1 })).toMatchObject({ status: 200, json: { a: 1 } });
      expect(await container().isRunning()).toBe(true);
      const { stderr } = await container().logged(({ stderr }) => stderr.slice(logs.length).split(FRAME).length > 2);
      expect(stderr.slice(logs.length)).toBe(`err\n${EXHAUSTED}\n${FRAME}err\n${FRAME}`);
    });

    it('survives an action that starts all the processes there can be, and runs the next one', async () => {
      expect(await container().run({ mode: 'fork' })).toMatchObject({ status: 200, json: { full: true } });
      expect(await container().run({ a: 1 })).toMatchObject({ status: 200, json: { a: 1 } });
    });
  });
});

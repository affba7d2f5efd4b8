import { existsSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { temporaryDirectory } from '../../../../test/support/clean-up.js';
import { shellsOf } from '../../../../test/support/processes.js';
import type { ProcessSpec } from '../../src/process/running-process.js';
import { startProcess } from '../../src/process/start-process.js';
import { ShellPool } from '../../src/shells/shell-pool.js';
import { IS_LINUX } from '../support/test-where.js';
import { isAlive, waitFor } from '../support/wait-for.js';

const PATH = process.env['PATH'] ?? '';
const onLinux = IS_LINUX ? describe : describe.skip;

/** What the descriptors of this process are open on, such as `pipe:[123]`. */
const openFiles = () =>
  readdirSync('/proc/self/fd').flatMap((descriptor) => {
    try {
      return [readlinkSync(`/proc/self/fd/${descriptor}`)];
    } catch {
      // That of the folder itself.
      return [];
    }
  });

/** Only the shells of these tests have it: other tests in this process may not have closed theirs. */
const OWN = 'shell-pool-lifetime';
const ownShells = () => shellsOf(process.pid, `OWN=${OWN}`);

onLinux('a ShellPool from its first shell to its last', () => {
  const env = { PATH, OWN };
  const spec = { command: ['/bin/echo', 'ok'], cwd: '/', env };
  let pool: ShellPool;
  let plainStarts = 0;
  const make = (options: Partial<ConstructorParameters<typeof ShellPool>[0]> = {}) => {
    plainStarts = 0;
    const plain = (it: ProcessSpec) => {
      plainStarts++;
      return startProcess(it);
    };
    pool = new ShellPool({ folders: ['/dev/shm', '/tmp'], plain, ...options });
    return pool;
  };
  afterEach(() => pool.close());

  const output = async (it: ProcessSpec) => {
    const child = await pool.start(it);
    child.stderr.destroy();
    return await text(child.stdout);
  };

  test.each([
    ['there is no shell', { shell: ['/no/such/shell'] }],
    ['it is another kind of shell', { shell: ['/bin/cat'] }],
    ['no folder can be written', { folders: ['/no/such/folder'] }],
  ])('where %s, processes start the plain way, which is noted once', async (_, options) => {
    make(options);
    let notice: string | undefined;
    for (let round = 0; round < 20 && !notice; round++) {
      expect(await output(spec)).toBe('ok\n');
      notice = pool.takeNotice();
    }
    expect(notice).toMatch(/^Processes start more slowly than they could: /);
    expect(await output(spec)).toBe('ok\n');
    expect(pool.takeNotice()).toBeUndefined();
  });

  test.each(['a.b', 'IFS', 'PS1', 'a-b', '1a'])('so do those with a variable %s', async (name) => {
    make().prepare(env);
    await waitFor('a shell', () => pool.waiting > 0);
    expect(await output({ ...spec, env: { ...env, [name]: 'x' } })).toBe('ok\n');
    expect([plainStarts, pool.takeNotice()]).toEqual([1, expect.stringContaining('environment variable')]);
    expect(await output(spec)).toBe('ok\n');
    expect([plainStarts, pool.takeNotice()]).toEqual([1, undefined]);
  });

  test('variables of the container that the shell itself uses reach the process unchanged', async () => {
    const own = { ...env, g: 'one', frame: 'two', kind: 'three', TMOUT: '1', GLOBIGNORE: '*' };
    make().prepare(own);
    await waitFor('a shell', () => pool.waiting > 0);
    const command = ['/bin/sh', '-c', 'echo "$g $frame $kind $TMOUT $GLOBIGNORE"'];
    expect(await output({ ...spec, command, env: own })).toBe('one two three 1 *\n');
    expect(plainStarts).toBe(0);
  });

  const hasBash = existsSync('/bin/bash') ? test : test.skip;
  hasBash('a bash that makes files of here-documents has pipes, too', async () => {
    make({ shell: ['/usr/bin/env', 'BASH_COMPAT=50', '/bin/bash'] }).prepare(env);
    for (let round = 0; round < 3; round++) {
      await waitFor('a shell', () => pool.waiting > 0);
      expect(
        await output({
          ...spec,
          command: ['/bin/sh', '-c', 'echo one >/dev/stdout; [ -p /dev/fd/1 ] && echo two'],
        }),
      ).toBe('one\ntwo\n');
    }
    expect(plainStarts).toBe(0);
  });

  test('has as many shells as processes run at once, and one more', async () => {
    make().prepare(env);
    const start = async () => {
      await waitFor('a shell', () => pool.waiting > 0);
      return await pool.start({ ...spec, command: ['/bin/cat', '/proc/self/stat'] });
    };
    const children = [await start(), await start(), await start(), await start()];
    await waitFor('the spare shell', () => pool.waiting > 0);
    for (const child of children) {
      expect(await text(child.stdout)).toContain('(cat)');
      child.stderr.destroy();
    }
    await waitFor('five shells that wait', () => pool.waiting === 5);
    expect(plainStarts).toBe(0);
  });

  test('what an activation leaves behind may stay, and never meets the next one', async () => {
    make().prepare(env);
    const folder = temporaryDirectory();
    for (let round = 0; round < 10; round++) {
      await waitFor('a shell', () => pool.waiting > 0);
      const told = join(folder, String(round));
      const wait = `until [ -e '${told}' ] || [ ! -d '${folder}' ]; do sleep 0.02; done`;
      const script = `(trap '' PIPE; ${wait}; echo late) & echo $!`;
      const child = await pool.start({ ...spec, command: ['/bin/sh', '-c', script] });
      const pid = await new Promise<number>((resolve) => child.stdout.once('data', (bytes) => resolve(Number(bytes))));
      await child.exited;
      expect(child.leftBehind().map((left) => left.pid)).toContain(pid);
      child.stdout.destroy();
      child.stderr.destroy();
      expect(isAlive(pid)).toBe(true);
      expect(await output(spec)).toBe('ok\n');
      expect(isAlive(pid)).toBe(true);
      writeFileSync(told, '');
      expect(await output(spec)).toBe('ok\n');
      await waitFor('its last word', () => !isAlive(pid));
    }
  });

  test('closes all its descriptors and ends all its shells', async () => {
    const before = new Set(openFiles());
    make().prepare(env);
    await waitFor('the shells', () => pool.waiting === 2);
    const shells = ownShells();
    expect(shells.length).toBeGreaterThanOrEqual(2);
    expect(await output(spec)).toBe('ok\n');
    // Not their number: what other tests have left in this process opens and closes some meanwhile.
    const own = openFiles().filter((file) => /^(?:pipe|socket):/.test(file) && !before.has(file));
    expect(own.length).toBeGreaterThanOrEqual(2);
    await pool.close();
    await waitFor('the end of the shells', () => !shells.some(isAlive));
    await waitFor('the end of the descriptors', () => !openFiles().some((file) => own.includes(file)));
  });
});

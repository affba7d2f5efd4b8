import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterTest, beforeEachTest } from '../../../../test/support/clean-up.js';
import { PipePool } from '../../src/process/pipe-pool.js';
import type { ProcessSpec, RunningProcess } from '../../src/process/running-process.js';
import { startProcess } from '../../src/process/start-process.js';
import { ShellPool } from '../../src/shells/shell-pool.js';
import { canLaunch, launchShell } from './launch-shell.js';
import type { Sandbox } from './tree.js';
import { waitFor } from './wait-for.js';

/** A way to start processes. */
export interface Starter {
  start(spec: ProcessSpec): Promise<RunningProcess>;
  /** How many processes were started the plain way. */
  readonly plainStarts: number;
  readonly pool: ShellPool | undefined;
}

/** Shells that the packages support and that are here; `sh` is what the system has under that name, `launched` the same, started beforehand. */
export const SHELLS: readonly string[] = [
  'sh',
  ...(existsSync('/bin/bash') ? ['bash'] : []),
  ...['/bin/busybox', '/usr/bin/busybox'].filter(existsSync).slice(0, 1),
  ...(canLaunch() ? ['launched'] : []),
];

/** All ways: Node's sockets, real pipes, and through each shell. */
export const WAYS: readonly string[] = ['sockets', 'pipes', ...(process.platform === 'linux' ? SHELLS : [])];

/**
 * Makes one that is closed after the test.
 * @param folder where files without a name are made, and nothing else
 */
export function makeStarter(way: string, folder: string): Starter {
  const pipes = way === 'sockets' ? undefined : new PipePool([folder]);
  let plainStarts = 0;
  const plain = (spec: ProcessSpec) => {
    plainStarts++;
    return startProcess(spec, pipes);
  };
  const own = mkdtempSync(join(tmpdir(), 'starter-'));
  const PATH = process.env['PATH'] ?? '';
  const base = { PATH, BASE: 'base' };
  const launched = way === 'launched' ? launchShell(base) : undefined;
  const pool = SHELLS.includes(way)
    ? new ShellPool({ folders: [folder], plain, shell: shellOf(way, own), launched })
    : undefined;
  // A process that is started again is the same object.
  const located = new WeakMap<ProcessSpec, ProcessSpec>();
  const locate = (spec: ProcessSpec): ProcessSpec => {
    const known = located.get(spec) ?? withPath(spec);
    located.set(spec, known);
    return known;
  };
  pool?.prepare(base);
  afterTest(async () => {
    await pool?.close();
    pipes?.close();
    rmSync(own, { recursive: true });
  });
  return {
    start: async (spec) => {
      if (pool) {
        await waitFor('a shell that waits', () => pool.waiting > 0);
      }
      return await (pool ? pool.start(way.includes('busybox') ? locate(spec) : spec) : plain(spec));
    },
    get plainStarts() {
      return plainStarts;
    },
    pool,
  };
}

/** One for each test, whose files are in the folder of the test. */
export const setUpStarter = (way: string, sandbox: Sandbox): Starter =>
  beforeEachTest(() => makeStarter(way, sandbox.directory));

function shellOf(way: string, folder: string): string[] {
  if (way === 'sh' || way === 'launched') {
    return ['/bin/sh'];
  }
  if (way !== 'bash') {
    return [way, 'sh'];
  }
  // By this name it is a POSIX shell.
  const file = join(folder, 'sh');
  symlinkSync('/bin/bash', file);
  return [file];
}

/** Some builds of busybox prefer programs of their own to those of PATH, and are not used for names without a slash. */
function withPath(spec: ProcessSpec): ProcessSpec {
  const [name = '', ...args] = spec.command;
  const path = join('/bin', name);
  return name && !name.includes('/') && existsSync(path) ? { ...spec, command: [path, ...args] } : spec;
}

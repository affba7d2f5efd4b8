// @ts-check
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import setUp from './global-setup.js';

const MEMORY = '/dev/shm';
/** A PID means something in its namespace only, and containers may share the memory. */
const PREFIX = `tests-${namespaceOfPids()}-`;
const ENOUGH_BYTES = 2 * 1024 ** 3;

/**
 * The same, with the temporary files of the tests in memory: they make tens of thousands, each of which takes a disk half a millisecond of
 * CPU. Where there is not enough memory, or TMPDIR is set, they stay where they are.
 */
export default function setUpInMemory() {
  setUp();
  if (process.env['TMPDIR'] !== undefined || !isLarge(MEMORY)) return;
  removeStale();
  const folder = fs.mkdtempSync(path.join(MEMORY, `${PREFIX}${process.pid}-`));
  const remove = () => fs.rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.once(signal, () => {
      remove();
      process.kill(process.pid, signal);
    });
  }
  // Tests run processes of other users.
  fs.chmodSync(folder, 0o1777);
  if (runsPrograms(folder)) process.env['TMPDIR'] = folder;
}

/** Removes what a run that was killed has left. */
function removeStale() {
  for (const name of fs.readdirSync(MEMORY).filter((name) => name.startsWith(PREFIX))) {
    const pid = /^\d+/.exec(name.slice(PREFIX.length))?.[0];
    const folder = path.join(MEMORY, name);
    // What others have left is theirs to remove.
    const isOurs = fs.statSync(folder, { throwIfNoEntry: false })?.uid === process.getuid?.();
    if (isOurs && !fs.existsSync(`/proc/${pid}`)) fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** The number of the namespace, which is 0 where there is no such thing. */
function namespaceOfPids() {
  const file = '/proc/self/ns/pid';
  return fs.existsSync(file) ? (/\d+/.exec(fs.readlinkSync(file))?.[0] ?? '0') : '0';
}

/**
 * Whether there is a folder with room for all; containers often have 64 MB.
 * @param {string} folder
 */
function isLarge(folder) {
  if (!fs.existsSync(folder)) return false;
  const { bavail, bsize } = fs.statfsSync(folder);
  return bavail * bsize > ENOUGH_BYTES;
}

/**
 * Whether programs may run there, which an option of the mount may forbid.
 * @param {string} folder
 */
function runsPrograms(folder) {
  const file = path.join(folder, 'program');
  fs.writeFileSync(file, '#!/bin/sh\n', { mode: 0o755 });
  const { status } = spawnSync(file);
  fs.rmSync(file);
  return status === 0;
}

import {
  chmodSync,
  closeSync,
  fchmodSync,
  futimesSync,
  lutimesSync,
  mkdirSync,
  openSync,
  symlinkSync,
  utimesSync,
  writeSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { isSystemError, toDeliveryError } from './delivery-error.js';
import { readEntry, streamEntry } from './entry-content.js';
import type { ArchivePlan, PlanNode } from './plan-archive.js';

// Larger entries are written while they are unpacked; for smaller ones a single write is faster.
const BUFFERED_BYTES = 262_144;
// The system calls of one entry are short, but those of thousands in a row would block the event loop.
const ENTRIES_PER_TURN = 128;
const DIRECTORY_MODE = 0o755;
const FILE_MODE = 0o644;
const EXECUTABLE_MODE = 0o755;
// How programs begin: scripts, and executables of Linux.
const PROGRAM_HEADS = [Buffer.from('#!'), Buffer.from('\x7fELF')];

/**
 * Creates what a checked plan lists, one entry after the other, with its modes and times. The modes do not depend on the umask.
 *
 * @param directory an existing, empty directory
 * @param signal stops the writing
 * @param writeFiles writes all files, once there are the directories. Default: each from its record
 * @throws the signal's reason; RunnerError `ERR_RUNNER_ARCHIVE_INVALID` for damaged data, `ERR_RUNNER_DELIVERY` if writing fails
 */
export async function writePlan(
  plan: ArchivePlan,
  targets: ReadonlyMap<PlanNode, string>,
  directory: string,
  signal?: AbortSignal,
  writeFiles?: () => Promise<void>,
): Promise<void> {
  let turn = 0;
  for (const node of plan.nodes) {
    if (node.kind === 'link' || (node.kind === 'file' && writeFiles)) continue;
    signal?.throwIfAborted();
    const path = join(directory, node.path);
    try {
      if (node.kind === 'directory') writeDirectory(path, node.mode);
      else await writeFile(path, node, signal);
    } catch (error) {
      throw isSystemError(error) ? toDeliveryError(error, path) : error;
    }
    turn += 1;
    if (turn % ENTRIES_PER_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await writeFiles?.();
  // Links come last, so that nothing can be written through one.
  for (const [node, target] of targets) {
    const path = join(directory, node.path);
    symlinkSync(target, path);
    if (node.time !== undefined) lutimesSync(path, node.time, node.time);
    turn += 1;
    if (turn % ENTRIES_PER_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  // What is put into a directory changes its time.
  for (const node of plan.nodes) {
    if (node.kind !== 'directory' || node.time === undefined) continue;
    utimesSync(join(directory, node.path), node.time, node.time);
    turn += 1;
    if (turn % ENTRIES_PER_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}

function writeDirectory(path: string, mode = DIRECTORY_MODE): void {
  mkdirSync(path, 0o700);
  chmodSync(path, mode);
}

async function writeFile(path: string, { record, name, mode, time }: PlanNode, signal?: AbortSignal): Promise<void> {
  if (record === undefined) return;
  if (record.uncompressedSize > BUFFERED_BYTES) {
    const file = await open(path, 'wx', 0o600);
    try {
      let fullMode = mode;
      for await (const chunk of streamEntry(record, name)) {
        signal?.throwIfAborted();
        fullMode ??= selectMode(chunk);
        await file.writeFile(chunk);
      }
      await file.chmod(fullMode ?? FILE_MODE);
      if (time !== undefined) await file.utimes(time, time);
    } finally {
      await file.close();
    }
    return;
  }
  const data = readEntry(record, name);
  const file = openSync(path, 'wx', 0o600);
  try {
    for (let at = 0; at < data.length; ) at += writeSync(file, data, at);
    fchmodSync(file, mode ?? selectMode(data));
    if (time !== undefined) futimesSync(file, time, time);
  } finally {
    closeSync(file);
  }
}

/** Returns the mode of a file whose entry has none: programs are executable, as their makers on Windows could not say so. */
function selectMode(head: Buffer): number {
  const isProgram = PROGRAM_HEADS.some((start) => start.equals(head.subarray(0, start.length)));
  return isProgram ? EXECUTABLE_MODE : FILE_MODE;
}

import { closeSync, constants, copyFileSync, fchmodSync, futimesSync, openSync, utimesSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { ArchiveLimits } from './archive-record.js';
import { isSystemError, toDeliveryError } from './delivery-error.js';
import type { ArchivePlan, PlanNode } from './plan-archive.js';
import { parseTar, type TarRecord, trimPath } from './read-tar.js';

const FILE_MODE = 0o644;

/**
 * Writes the files of a tar, which is read a second time for that, so that its data need not be in memory.
 *
 * @param records the entries of the tar, of which `plan` was made
 * @param directory the directory of the plan, in which its folders are already
 */
export async function writeTarFiles(
  tar: Buffer,
  { plan, records, limits }: { plan: ArchivePlan; records: readonly TarRecord[]; limits: ArchiveLimits },
  directory: string,
  signal?: AbortSignal,
): Promise<void> {
  const nodes = new Map(plan.nodes.map((node) => [node.record, node]));
  let file: number | undefined;
  const close = () => {
    if (file !== undefined) closeSync(file);
    file = undefined;
  };
  try {
    await parseTar(
      tar,
      limits,
      (entry, index) => {
        const record = records[index];
        const node = record?.isHardLink === false ? nodes.get(record) : undefined;
        if (node?.kind !== 'file') {
          entry.resume();
          return;
        }
        const path = join(directory, node.path);
        tryWrite(path, () => {
          file = openSync(path, 'wx', 0o600);
        });
        // Each piece is written before the next is unpacked.
        entry.on('data', (piece: Buffer) => {
          tryWrite(path, () => {
            for (let at = 0; at < piece.length; ) at += writeSync(file as number, piece, at);
          });
        });
        entry.on('end', () => {
          tryWrite(path, () => {
            fchmodSync(file as number, node.mode ?? FILE_MODE);
            if (node.time !== undefined) futimesSync(file as number, node.time, node.time);
            close();
          });
        });
      },
      signal,
    );
  } finally {
    close();
  }
  copyHardLinks(plan, records, directory);
}

/** Copies the files to which hard links lead: what changes one of them must not change another. */
function copyHardLinks(plan: ArchivePlan, records: readonly TarRecord[], directory: string): void {
  const nodes = new Map(plan.nodes.map((node) => [node.record, node]));
  const paths = new Map(plan.nodes.map((node): [string, PlanNode] => [node.path, node]));
  // In their order: a hard link may lead to another one before it.
  for (const record of records) {
    const node = nodes.get(record);
    if (!record.isHardLink || node === undefined) continue;
    const source = paths.get(trimPath(record.target ?? ''));
    const path = join(directory, node.path);
    tryWrite(path, () => {
      copyFileSync(join(directory, source?.path ?? ''), path, constants.COPYFILE_EXCL);
      if (node.time !== undefined) utimesSync(path, node.time, node.time);
    });
  }
}

function tryWrite(path: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    throw isSystemError(error) ? toDeliveryError(error, path) : error;
  }
}

import type { ArchiveRoot } from './list-paths.js';

export type { ArchiveRoot };

/**
 * Lists the names at the root of an archive. What reads archives is loaded for it.
 *
 * @throws RunnerError `ERR_RUNNER_ARCHIVE_INVALID` or `ERR_RUNNER_ARCHIVE_REFUSED`
 */
export async function listArchive(archive: Buffer): Promise<ArchiveRoot> {
  const { listRoot } = await import('./list-paths.js');
  return await listRoot(archive);
}

/**
 * Explains in a sentence that an archive lacks a file at its root, and where it is or what is there instead. Undefined if it has
 * the file.
 *
 * @param wanted the names that were looked for at the root
 */
export async function explainArchive(archive: Buffer, wanted: readonly string[]): Promise<string | undefined> {
  const { explainRoot } = await import('./list-paths.js');
  return await explainRoot(archive, wanted);
}

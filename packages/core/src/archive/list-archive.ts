import type { ArchiveLimits } from './archive-record.js';
import type { ArchiveRoot } from './list-paths.js';

export type { ArchiveRoot };

/**
 * Lists the names at the root of an archive. What reads archives is loaded for it.
 *
 * @throws RunnerError `ERR_RUNNER_ARCHIVE_INVALID` or `ERR_RUNNER_ARCHIVE_REFUSED`
 */
export async function listArchive(archive: Buffer, limits: ArchiveLimits): Promise<ArchiveRoot> {
  const { listRoot } = await import('./list-paths.js');
  return await listRoot(archive, limits);
}

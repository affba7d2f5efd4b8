import { DEFAULT_MAX_ARCHIVE_BYTES, DEFAULT_MAX_ARCHIVE_ENTRIES } from '../limits.js';
import { toArchiveError } from './archive-errors.js';
import { parseEntryPath } from './entry.js';

/**
 * Lists the names at the root of a zip, each once, in the order of the archive.
 *
 * @throws RunnerError `ERR_RUNNER_ARCHIVE_INVALID` or `ERR_RUNNER_ARCHIVE_REFUSED`
 */
export async function listArchive(zip: Buffer): Promise<string[]> {
  const limits = { maxEntries: DEFAULT_MAX_ARCHIVE_ENTRIES, maxBytes: DEFAULT_MAX_ARCHIVE_BYTES };
  try {
    // On demand: it loads zlib, and only the command lists archives.
    const { readDirectory } = await import('./read-directory.js');
    const records = await readDirectory(zip, limits);
    const roots = records.flatMap((record) => parseEntryPath(record).components.slice(0, 1));
    return [...new Set(roots)];
  } catch (error) {
    throw toArchiveError(error);
  }
}

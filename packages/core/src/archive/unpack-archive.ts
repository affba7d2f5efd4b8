import { archiveError } from './archive-errors.js';
import type { ArchiveLimits } from './archive-record.js';
import { checkLinks, readTargets } from './check-links.js';
import { planArchive } from './plan-archive.js';
import { readDirectory } from './read-directory.js';
import { writePlan } from './write-plan.js';

/**
 * Unpacks a zip faithfully (modes, links, empty directories) and contained: nothing is written outside `target`, and
 * every entry is checked before the first byte is written. Damaged data can still end it halfway: what was written until
 * then stays, for the caller to remove.
 *
 * @param target an existing, empty directory
 * @param signal gives up
 * @throws the signal's reason; RunnerError `ERR_RUNNER_ARCHIVE_INVALID` (not a zip, cut off, damaged), `ERR_RUNNER_ARCHIVE_REFUSED` (escapes,
 *   beyond the limits, encrypted, devices, …) or `ERR_RUNNER_DELIVERY` (the file system failed)
 */
export async function unpackArchive(
  zip: Buffer,
  target: string,
  limits: ArchiveLimits,
  signal?: AbortSignal,
): Promise<void> {
  try {
    const plan = planArchive(await readDirectory(zip, limits), limits);
    const targets = await readTargets(plan);
    await checkLinks(plan, targets);
    await writePlan(plan, targets, target, signal);
  } catch (error) {
    throw archiveError(error);
  }
}

import { toArchiveError } from './archive-errors.js';
import type { ArchiveLimits } from './archive-record.js';
import { checkLinks, readTargets } from './check-links.js';
import { planArchive } from './plan-archive.js';
import { readDirectory } from './read-directory.js';
import { omitInterpreters } from './virtualenv-links.js';
import { writePlan } from './write-plan.js';

/**
 * Unpacks a zip with its modes, links and empty directories. Nothing is written outside `target`, and every entry is checked before the
 * first byte is written. Damaged data can still stop it halfway: the caller removes what has been written until then.
 *
 * @param target an existing, empty directory
 * @param signal stops the unpacking
 * @throws the signal's reason; RunnerError `ERR_RUNNER_ARCHIVE_INVALID` (not a zip, cut off, damaged), `ERR_RUNNER_ARCHIVE_REFUSED`
 *   (leads out of the directory, exceeds a limit, encrypted, a device, …) or `ERR_RUNNER_DELIVERY` (the file system failed)
 */
export async function unpackArchive(
  zip: Buffer,
  target: string,
  limits: ArchiveLimits,
  signal?: AbortSignal,
): Promise<void> {
  try {
    const plan = planArchive(await readDirectory(zip, limits), limits);
    const targets = omitInterpreters(await readTargets(plan));
    await checkLinks(plan, targets);
    await writePlan(plan, targets, target, signal);
  } catch (error) {
    throw toArchiveError(error);
  }
}

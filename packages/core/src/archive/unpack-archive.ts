import { identify } from '../content/identify.js';
import { toArchiveError } from './archive-errors.js';
import type { ArchiveLimits } from './archive-record.js';
import { checkLinks, omitInterpreters, readTargets } from './links.js';
import { planArchive } from './plan-archive.js';
import { readDirectory } from './read-directory.js';
import type { TarRecord } from './read-tar.js';
import { writePlan } from './write-plan.js';

const TARS: readonly string[] = ['tar', 'gzip'];

/**
 * Unpacks a zip or tar with its modes, times, links and empty directories. Nothing is written outside `target`, and every entry is checked
 * before the first byte is written. Damaged data can still stop it halfway: the caller removes what has been written until then.
 *
 * @param archive a zip, or a tar, which may be compressed with gzip
 * @param target an existing, empty directory
 * @param signal stops the unpacking
 * @throws the signal's reason; RunnerError `ERR_RUNNER_ARCHIVE_INVALID` (not an archive, cut off, damaged), `ERR_RUNNER_ARCHIVE_REFUSED`
 *   (leads out of the directory, exceeds a limit, encrypted, a device, …) or `ERR_RUNNER_DELIVERY` (the file system failed)
 */
export async function unpackArchive(
  archive: Buffer,
  target: string,
  limits: ArchiveLimits,
  signal?: AbortSignal,
): Promise<void> {
  try {
    if (TARS.includes(identify(archive).kind)) await unpackTar(archive, target, limits, signal);
    else await unpackZip(archive, target, limits, signal);
  } catch (error) {
    throw signal?.aborted === true && error === signal.reason ? error : toArchiveError(error);
  }
}

async function unpackZip(zip: Buffer, target: string, limits: ArchiveLimits, signal?: AbortSignal): Promise<void> {
  const plan = planArchive(await readDirectory(zip, limits), limits);
  const targets = omitInterpreters(await readTargets(plan));
  await checkLinks(plan, targets);
  await writePlan(plan, targets, target, signal);
}

async function unpackTar(tar: Buffer, target: string, limits: ArchiveLimits, signal?: AbortSignal): Promise<void> {
  // On demand: nearly all archives are zips.
  const [{ readTar }, { writeTarFiles }] = await Promise.all([import('./read-tar.js'), import('./write-tar.js')]);
  const records = await readTar(tar, limits, signal);
  const plan = planArchive(records, limits);
  const links = new Map(records.map((record) => [record, record.target]));
  const targets = omitInterpreters(
    new Map(
      plan.nodes.flatMap((node) => {
        const link =
          node.kind === 'link' && node.record !== undefined ? links.get(node.record as TarRecord) : undefined;
        return link === undefined ? [] : [[node, link] as const];
      }),
    ),
  );
  await checkLinks(plan, targets);
  const writeFiles = () => writeTarFiles(tar, { plan, records, limits }, target, signal);
  await writePlan(plan, targets, target, signal, writeFiles);
}

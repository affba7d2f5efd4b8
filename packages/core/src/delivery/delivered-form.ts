import { blameArchive, refuseArchive } from '../archive/archive-errors.js';
import type { ArchiveLimits } from '../archive/archive-record.js';
import { hasEndRecord } from '../archive/end-record.js';
import { explainRoot, listRoot } from '../archive/list-paths.js';
import { type ContentKind, identify } from '../content/identify.js';
import { isRunnerError, RunnerError } from '../errors.js';

/** What delivered bytes are: the files of an archive, the binary, or the source. */
export type DeliveredForm = 'archive' | 'executable' | 'source';

/** What a runner expects. */
export interface Expected {
  /** Whether the source itself is started, so that it must be a program. */
  readonly isSourceStarted: boolean;
  /** Names at the root of an archive for this runner. */
  readonly roots: readonly string[];
  readonly limits: ArchiveLimits;
}

/**
 * Decides by their content what bytes become that were delivered as base64.
 *
 * @throws RunnerError `ERR_RUNNER_ARCHIVE_INVALID`, `ERR_RUNNER_ARCHIVE_REFUSED` for what is neither an archive that can be read nor a program
 */
export async function selectForm(bytes: Buffer, { isSourceStarted, roots, limits }: Expected): Promise<DeliveredForm> {
  const { kind, name, remedy } = identify(bytes);
  const what = remedy === undefined ? name : `${name}; ${remedy}`;
  switch (kind) {
    case 'script':
    case 'elf': {
      // A zip may follow: an archive that unpacks itself, or a program that is both, such as a zipapp of Python.
      const isArchive =
        hasEndRecord(bytes) && ((kind === 'script' && !isSourceStarted) || (await hasRoot(bytes, roots, limits)));
      return isArchive ? 'archive' : kind === 'elf' ? 'executable' : 'source';
    }
    case 'archive':
      throw refuseArchive(`it is ${what}`);
    case 'mangled':
      throw new RunnerError('ERR_RUNNER_ARCHIVE_INVALID', `The code is damaged: it is ${what}.`);
    case 'zip':
    case 'tar':
    case 'gzip':
      return 'archive';
    default:
      // A zip may have anything in front of it.
      if (hasEndRecord(bytes)) return 'archive';
      // Otherwise a shell would run it.
      if (isSourceStarted && UNMARKED.includes(kind)) throw blameArchive(NOT_AN_ARCHIVE);
      return 'source';
  }
}

/** What does not show that it is meant to be a program. */
const UNMARKED: readonly ContentKind[] = ['empty', 'text', 'data'];
const NOT_AN_ARCHIVE =
  'it does not start like one, and not like a tar.gz, an ELF executable or a script with a #! line';

/**
 * Explains in a sentence that a delivered archive lacks files at its root; undefined if it has one, and for a single file.
 *
 * @param wanted the names that were looked for
 */
export async function explainDelivered(
  bytes: Buffer,
  wanted: readonly string[],
  limits: ArchiveLimits,
): Promise<string | undefined> {
  return await tryArchive(undefined, () => explainRoot(bytes, wanted, limits));
}

async function hasRoot(zip: Buffer, roots: readonly string[], limits: ArchiveLimits): Promise<boolean> {
  return await tryArchive(false, async () => {
    const { names } = await listRoot(zip, limits);
    return roots.some((root) => names.includes(root));
  });
}

/** Returns `fallback` for what is not an archive, such as a program that has something like the end of one. */
async function tryArchive<T>(fallback: T, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (isRunnerError(error)) return fallback;
    throw error;
  }
}

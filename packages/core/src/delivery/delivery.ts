import { chmod, copyFile, mkdir, mkdtemp, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { deliveryError } from '../archive/archive-errors.js';
import type { ArchiveLimits } from '../archive/archive-record.js';
import { unpackArchive } from '../archive/unpack-archive.js';
import { messageOf, RunnerError } from '../errors.js';
import type { ProcessUser } from '../process/running-process.js';
import { changeOwner } from './change-owner.js';
import { HIDDEN_PREFIX, Journal } from './journal.js';
import { checkInside, inside, locate } from './locate.js';
import { makeDirectory } from './make-directory.js';
import { merge } from './merge.js';

const EXECUTABLE_MODE = 0o755;
const DIRECTORY_MODE = 0o755;

/** How an archive is delivered. */
export interface ArchiveDelivery {
  readonly limits: ArchiveLimits;
  /** Whom the files belong to; by default this process's user. */
  readonly owner?: ProcessUser | undefined;
  /** Gives up. */
  readonly signal?: AbortSignal;
}

/**
 * What one init put into the action directory; removes it again without a trace.
 * A delivery happens completely or not at all. Calls must not overlap.
 */
export class Delivery {
  readonly #directory: string;
  #journal: Journal | undefined;

  /** @param directory the action directory, created when it is first written to */
  constructor(directory: string) {
    this.#directory = directory;
  }

  /**
   * Replaces what was delivered before by one file.
   *
   * @param path of the file, relative to the directory; directories on the way are created
   * @param mode permission bits the file gets, whatever the umask is
   * @param owner whom the file belongs to; by default this process's user
   * @throws RunnerError `ERR_RUNNER_DELIVERY`; nothing is delivered then
   */
  async text(path: string, text: string, mode: number, owner?: ProcessUser): Promise<void> {
    await this.#replace(owner, async (staging) => {
      const file = inside(staging, path);
      await makeDirectories(staging, dirname(file));
      await writeFile(file, text);
      await chmod(file, mode);
    });
  }

  /**
   * Replaces what was delivered before by the files of a zip.
   *
   * @param executable a path relative to the directory: a file there gets mode 0755 whatever its entry says
   * @throws RunnerError `ERR_RUNNER_ARCHIVE_INVALID`, `ERR_RUNNER_ARCHIVE_REFUSED` or `ERR_RUNNER_DELIVERY`, the reason of the
   *   signal; nothing is delivered then
   */
  async archive(zip: Buffer, executable: string, { limits, owner, signal }: ArchiveDelivery): Promise<void> {
    await this.#replace(owner, async (staging) => {
      await unpackArchive(zip, staging, limits, signal);
      await makeExecutable(inside(staging, executable));
    });
  }

  /**
   * Moves a file of the image aside, so that a build may write there: what is at `path` when the delivery is undone is
   * removed and the image's file put back. No effect for delivered paths.
   *
   * @param path relative to the directory
   * @throws RunnerError `ERR_RUNNER_DELIVERY`, also when `path` leads out of the directory through a link
   */
  async claim(path: string): Promise<void> {
    await asDelivery(async () => {
      const journal = await this.#open();
      const claimed = await locate(journal.directory, inside(journal.directory, path));
      if (claimed === undefined || journal.covers(claimed.path)) return;
      if (claimed.exists) await journal.displace(claimed.path);
      else journal.take(claimed.path);
    });
  }

  /**
   * Puts a copy in the place of a file of the image, so that it may be changed: undoing the delivery brings the original back.
   * No effect for delivered paths that stay in the directory, and where there is no file.
   *
   * @param path relative to the directory
   * @throws RunnerError `ERR_RUNNER_DELIVERY`, also when `path` leads out of the directory through a link
   */
  async adopt(path: string, owner?: ProcessUser): Promise<void> {
    await asDelivery(async () => {
      const journal = await this.#open();
      const found = await locate(journal.directory, inside(journal.directory, path));
      if (!found?.exists) return;
      const target = await realpath(found.path);
      if (journal.covers(found.path)) {
        // A delivered link may go on through a link of the image.
        checkInside(journal.directory, found.path, target);
        return;
      }
      const kept = await journal.displace(found.path);
      await copyFile(target === found.path ? kept : target, found.path);
      if (owner) await changeOwner(found.path, owner);
    });
  }

  /**
   * Removes everything delivered or claimed and puts back the image's files that were in its place. Other files stay.
   * Can be called again at any time; after a failure it goes on where it stopped.
   *
   * @throws RunnerError `ERR_RUNNER_DELIVERY`
   */
  async undo(): Promise<void> {
    await asDelivery(async () => this.#journal?.undo());
    this.#journal = undefined;
  }

  /** Undoes the last delivery, lets `fill` write into a folder, and moves its contents into place. */
  async #replace(owner: ProcessUser | undefined, fill: (staging: string) => Promise<void>): Promise<void> {
    await this.undo();
    await asDelivery(async () => {
      const journal = await this.#open();
      // In the action directory itself, which may be a mount point: elsewhere the files could not be renamed into it.
      const staging = await mkdtemp(join(journal.directory, HIDDEN_PREFIX));
      try {
        await fill(staging);
        if (owner) await changeOwner(staging, owner);
        await merge(staging, journal.directory, journal);
      } catch (error) {
        throw await this.#rolledBack(error);
      } finally {
        await rm(staging, { recursive: true, force: true });
      }
    });
  }

  /** The journal of this delivery; the directory exists from here on. */
  async #open(): Promise<Journal> {
    if (this.#journal === undefined) {
      makeDirectory(this.#directory);
      this.#journal = new Journal(await realpath(this.#directory));
    }
    return this.#journal;
  }

  /** Undoes what was moved so far; the error to throw, with a note when even that failed. */
  async #rolledBack(error: unknown): Promise<RunnerError> {
    const reason = deliveryError(error);
    try {
      await this.undo();
      return reason;
    } catch (failure) {
      // The journal is kept: the next undo goes on with it.
      const detail = [reason.detail, `Undoing the delivery failed too: ${messageOf(failure)}`]
        .filter(Boolean)
        .join('\n');
      return new RunnerError(reason.code, reason.message, { cause: error, detail });
    }
  }
}

async function asDelivery(action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    throw deliveryError(error);
  }
}

/** Creates `directory` below `root`, with the same mode on all levels whatever the umask is. */
async function makeDirectories(root: string, directory: string): Promise<void> {
  if (directory === root) return;
  await makeDirectories(root, dirname(directory));
  await mkdir(directory);
  await chmod(directory, DIRECTORY_MODE);
}

async function makeExecutable(file: string): Promise<void> {
  // Through links of the archive, which were checked to stay inside; none there is for the verification to report.
  const stats = await stat(file).catch(() => undefined);
  if (stats?.isFile() === true) await chmod(file, EXECUTABLE_MODE);
}

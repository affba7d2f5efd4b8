import {
  chmodSync,
  closeSync,
  copyFileSync,
  fchmodSync,
  fchownSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  realpathSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, normalize, sep } from 'node:path';
import type { ArchiveLimits } from '../archive/archive-record.js';
import { toDeliveryError } from '../archive/delivery-error.js';
import { messageOf, RunnerError, trySystemCall } from '../errors.js';
import type { ProcessUser } from '../process/running-process.js';
import { changeOwner } from './change-owner.js';
import { removeFolder } from './file-calls.js';
import { HIDDEN_PREFIX, Journal, merge, place } from './journal.js';
import { checkInside, locate, resolveInside } from './locate.js';
import { makeDirectory } from './make-directory.js';

const EXECUTABLE_MODE = 0o755;
const DIRECTORY_MODE = 0o755;

/** How an archive is delivered. */
export interface ArchiveDelivery {
  readonly limits: ArchiveLimits;
  /** The owner of the files. Default: the user of this process. */
  readonly owner?: ProcessUser | undefined;
  /** Stops the delivery. */
  readonly signal?: AbortSignal;
}

/**
 * What one init puts into the action directory, and removes again without a trace. A delivery happens completely or not at all. Calls must
 * not overlap.
 */
export class Delivery {
  readonly #directory: string;
  #journal: Journal | undefined;

  /** @param directory the action directory, created on the first write */
  constructor(directory: string) {
    this.#directory = directory;
  }

  /**
   * Replaces what was delivered before by one file.
   *
   * @param path of the file, relative to the directory; directories on the way are created
   * @param mode permission bits of the file; the umask does not matter
   * @param owner owner of the file. Default: the user of this process
   * @throws RunnerError `ERR_RUNNER_DELIVERY`; then nothing is delivered
   */
  async deliverFile(path: string, content: string | Buffer, mode: number, owner?: ProcessUser): Promise<void> {
    if (normalize(path).includes(sep)) {
      await this.#replace(owner, async (staging) => {
        const file = resolveInside(staging, path);
        makeDirectories(staging, dirname(file));
        writeNew(file, content, mode);
      });
    } else {
      await this.#replaceByFile(path, (staged) => writeNew(staged, content, mode, owner));
    }
  }

  /**
   * Replaces what was delivered before by the files of an archive, a zip or tar.
   *
   * @param executable a path relative to the directory: a file there gets mode 0755, whatever its entry says
   * @throws RunnerError `ERR_RUNNER_ARCHIVE_INVALID`, `ERR_RUNNER_ARCHIVE_REFUSED` or `ERR_RUNNER_DELIVERY`; the reason of the
   *   signal. Then nothing is delivered
   */
  async deliverArchive(archive: Buffer, executable: string, { limits, owner, signal }: ArchiveDelivery): Promise<void> {
    await this.#replace(owner, async (staging) => {
      // On demand: a text init, or a start, does not need zlib and what reads archives.
      const { unpackArchive } = await import('../archive/unpack-archive.js');
      await unpackArchive(archive, staging, limits, signal);
      makeExecutable(resolveInside(staging, executable));
    });
  }

  /**
   * Moves a file of the image aside, so that a build may write to its path. Undoing the delivery removes what is there then and restores
   * the file of the image. No effect for delivered paths.
   *
   * @param path relative to the directory
   * @throws RunnerError `ERR_RUNNER_DELIVERY`, such as when `path` leads out of the directory through a link
   */
  async claim(path: string): Promise<void> {
    await reportFailure(async () => {
      const journal = await this.#open();
      const claimed = locate(journal.directory, resolveInside(journal.directory, path));
      if (claimed === undefined || journal.covers(claimed.path)) return;
      if (claimed.exists) await journal.displace(claimed.path);
      else journal.take(claimed.path);
    });
  }

  /** Whether a path, relative to the directory, was delivered or claimed. */
  covers(path: string): boolean {
    return this.#journal?.covers(join(this.#journal.directory, path)) ?? false;
  }

  /**
   * Replaces a file of the image by a copy, which may be changed. Undoing the delivery restores the original. No effect for delivered
   * paths that stay in the directory, and where there is no file.
   *
   * @param path relative to the directory
   * @throws RunnerError `ERR_RUNNER_DELIVERY`, such as when `path` leads out of the directory through a link
   */
  async adopt(path: string, owner?: ProcessUser): Promise<void> {
    await reportFailure(async () => {
      const journal = await this.#open();
      const found = locate(journal.directory, resolveInside(journal.directory, path));
      if (!found?.exists) return;
      const target = realpathSync.native(found.path);
      if (journal.covers(found.path)) {
        // A delivered link may lead to a link of the image.
        checkInside(journal.directory, found.path, target);
        return;
      }
      const kept = await journal.displace(found.path);
      copyFileSync(target === found.path ? kept : target, found.path);
      if (owner) await changeOwner(found.path, owner);
    });
  }

  /**
   * Removes everything delivered or claimed and restores the files of the image. Other files stay. Can be called again at any time; after
   * a failure it continues where it stopped.
   *
   * @throws RunnerError `ERR_RUNNER_DELIVERY`
   */
  async undo(): Promise<void> {
    await reportFailure(async () => this.#journal?.undo());
    this.#journal = undefined;
  }

  /** Undoes the last delivery, lets `fill` write into a folder, and moves its contents into place. */
  async #replace(owner: ProcessUser | undefined, fill: (staging: string) => Promise<void>): Promise<void> {
    await this.undo();
    await reportFailure(async () => {
      const journal = await this.#open();
      // In the action directory itself: it may be a mount point, and files cannot be renamed across file systems.
      const staging = mkdtempSync(join(journal.directory, HIDDEN_PREFIX));
      try {
        await fill(staging);
        if (owner) await changeOwner(staging, owner);
        await merge(staging, journal.directory, journal);
      } catch (error) {
        throw await this.#rollBack(error);
      } finally {
        // Its files have been moved, unless something failed or folders were merged.
        await removeFolder(staging);
      }
    });
  }

  /** The same for one file that is in no folder, which needs none to be prepared in: this is what a first init waits for. */
  async #replaceByFile(path: string, write: (staged: string) => void): Promise<void> {
    await this.undo();
    await reportFailure(async () => {
      const journal = await this.#open();
      const file = resolveInside(journal.directory, path);
      const staged = join(journal.directory, `${HIDDEN_PREFIX}${process.pid}-${process.hrtime.bigint()}`);
      try {
        write(staged);
        await place(staged, file, journal);
      } catch (error) {
        const reason = await this.#rollBack(error);
        trySystemCall(undefined, () => unlinkSync(staged));
        throw reason;
      }
    });
  }

  /** Returns the journal of this delivery; creates the directory. */
  async #open(): Promise<Journal> {
    if (this.#journal === undefined) {
      makeDirectory(this.#directory);
      this.#journal = new Journal(realpathSync.native(this.#directory));
    }
    return this.#journal;
  }

  /** Undoes what has been moved. Returns the error to throw, with a note if even that failed. */
  async #rollBack(error: unknown): Promise<RunnerError> {
    const reason = toDeliveryError(error);
    try {
      await this.undo();
      return reason;
    } catch (failure) {
      // The journal is kept: the next undo continues with it.
      const detail = [reason.detail, `Undoing the delivery failed too: ${messageOf(failure)}`]
        .filter(Boolean)
        .join('\n');
      return new RunnerError(reason.code, reason.message, { cause: error, detail });
    }
  }
}

async function reportFailure(action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    throw toDeliveryError(error);
  }
}

/**
 * Writes a file that is not there yet. By its descriptor: the directory may belong to the user of the action, who could put a link in its place.
 * Synchronous: the calls for one file take less time than starting the thread pool, which a first init would have to.
 */
function writeNew(path: string, content: string | Buffer, mode: number, owner?: ProcessUser): void {
  const descriptor = openSync(path, 'wx', mode);
  try {
    writeFileSync(descriptor, content);
    // The umask does not matter.
    fchmodSync(descriptor, mode);
    if (owner) fchownSync(descriptor, owner.uid, owner.gid);
  } finally {
    closeSync(descriptor);
  }
}

/** Creates `directory` below `root`, with the same mode on all levels; the umask does not matter. */
function makeDirectories(root: string, directory: string): void {
  if (directory === root) return;
  makeDirectories(root, dirname(directory));
  mkdirSync(directory);
  chmodSync(directory, DIRECTORY_MODE);
}

function makeExecutable(file: string): void {
  // Links of the archive have been checked to stay inside. A missing file, or a link to none, is reported by the verification.
  const isFile = trySystemCall(false, () => statSync(file).isFile());
  if (isFile) chmodSync(file, EXECUTABLE_MODE);
}

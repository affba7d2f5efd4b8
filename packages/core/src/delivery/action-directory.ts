import { accessSync, appendFileSync, chownSync, constants, statSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import type { ArchiveLimits } from '../archive/archive-record.js';
import { RunnerError, trySystemCall } from '../errors.js';
import type { ProcessUser } from '../process/running-process.js';
import { decodeBase64 } from '../protocol/base64.js';
import type { InitMessage } from '../protocol/messages.js';
import type { DeliveredForm } from './delivered-form.js';
import { type ArchiveDelivery, Delivery } from './delivery.js';
import { makeDirectory } from './make-directory.js';

/** The action directory of the skeleton image. */
export const DEFAULT_DIRECTORY = '/action';

/** Environment variable that names another action directory. */
export const DIRECTORY_VARIABLE = 'ACTIONRUNNER_DIRECTORY';

/** Name of the executable that runs an activation, below the action directory. */
export const DEFAULT_BINARY = 'exec';

/** The paths of an action; undefined for the default. */
export interface ActionPaths {
  readonly directory?: string | undefined;
  readonly binary?: string | undefined;
  readonly source?: string | undefined;
}

/** The action directory: its paths, what an init delivers there, and its owner. */
export class ActionDirectory {
  /** Absolute, like all paths here. */
  readonly path: string;
  readonly binary: string;
  readonly source: string;
  readonly #delivery: Delivery;
  #hasOwner = false;
  /** Those of the last delivery. */
  #limits: ArchiveLimits | undefined;

  /** @throws RunnerError `ERR_RUNNER_OPTION` for a path outside the directory */
  constructor({ directory = DEFAULT_DIRECTORY, binary = DEFAULT_BINARY, source }: ActionPaths) {
    requireText('directory', directory);
    this.path = resolve(directory);
    this.binary = this.#resolve('binary', binary);
    this.source = source === undefined ? this.binary : this.#resolve('source', source);
    this.#delivery = new Delivery(this.path);
  }

  /** Whether the binary is a regular file that this process may execute. */
  hasBinary(): boolean {
    return isFile(this.binary) && isExecutable(this.binary);
  }

  /** Whether the source is a regular file. */
  hasSource(): boolean {
    return isFile(this.source);
  }

  /** Says why {@link hasBinary}, or {@link hasSource}, is false. */
  describeMissing(what: 'binary' | 'source'): string {
    if (what !== 'binary' || !isFile(this.binary)) {
      return `${this[what]} is missing or not a file.`;
    }
    const isMeantToBe = (statSync(this.binary).mode & constants.S_IXOTH) !== 0;
    const reason = isMeantToBe ? ', though its mode allows it: is its file system mounted with noexec?' : '.';
    return `${this.binary} is not executable${reason}`;
  }

  /** Makes the user of the action the owner of the directory itself. */
  giveTo(user: ProcessUser | undefined): void {
    if (user && !this.#hasOwner) {
      makeDirectory(this.path);
      chownSync(this.path, user.uid, user.gid);
      this.#hasOwner = true;
    }
  }

  /**
   * Replaces what was delivered before by the code of a message.
   * @throws RunnerError `ERR_RUNNER_ARCHIVE_INVALID`, `ERR_RUNNER_ARCHIVE_REFUSED`, `ERR_RUNNER_DELIVERY`; the reason of the signal
   */
  async deliver(message: InitMessage, options: ArchiveDelivery): Promise<void> {
    // The code of an archive or of a large source is not looked at: it would become a string.
    const bytes = message.archive ?? (message.binary ? decodeBase64(message.code ?? '') : undefined);
    this.#limits = options.limits;
    const form = bytes && (await this.#selectForm(bytes, options.limits));
    if (bytes && form === 'archive') {
      await this.#delivery.deliverArchive(bytes, this.#toRelative(this.binary), options);
    } else {
      const path = form === 'executable' ? this.binary : this.source;
      const mode = path === this.binary ? 0o755 : 0o644;
      await this.#delivery.deliverFile(
        this.#toRelative(path),
        bytes ?? message.source ?? message.code ?? '',
        mode,
        options.owner,
      );
    }
    // A file of the image must not be mistaken for one that was not delivered, or that this build failed to make.
    for (const path of new Set([this.binary, this.source])) {
      await this.#delivery.claim(this.#toRelative(path));
    }
  }

  /** Whether an absolute path was delivered, rather than being of the image. */
  isDelivered(path: string): boolean {
    return this.#delivery.covers(this.#toRelative(path));
  }

  /**
   * Explains in a sentence why {@link hasBinary}, or {@link hasSource}, is false after an archive was delivered. Undefined after anything
   * else, and if the archive has the file.
   */
  async explainMissing(what: 'binary' | 'source', message: InitMessage): Promise<string | undefined> {
    // A binary that is built from a source need not be in the archive.
    return what === 'binary' && this.source !== this.binary
      ? undefined
      : await this.explainArchive(message, [this.#toRelative(this[what])]);
  }

  /** Explains in a sentence that the archive of a message lacks files at its root; undefined if it has one, or there is no archive. */
  async explainArchive({ archive, binary, code }: InitMessage, wanted: readonly string[]): Promise<string | undefined> {
    const bytes = archive ?? (binary && code !== undefined ? decodeBase64(code) : undefined);
    if (bytes === undefined || this.#limits === undefined) return undefined;
    const { explainDelivered } = await import('./delivered-form.js');
    return await explainDelivered(bytes, wanted, this.#limits);
  }

  async #selectForm(bytes: Buffer, limits: ArchiveLimits): Promise<DeliveredForm> {
    // On demand: a text init does not need it.
    const { selectForm } = await import('./delivered-form.js');
    return await selectForm(bytes, {
      limits,
      isSourceStarted: this.source === this.binary,
      roots: [this.binary, this.source].map((path) => this.#toRelative(path).split(sep)[0] ?? ''),
    });
  }

  /** Appends to the source, on a new line. A source of the image is not changed: a copy takes its place until the next init. */
  async appendToSource(text: string, owner: ProcessUser | undefined): Promise<void> {
    await this.#delivery.adopt(this.#toRelative(this.source), owner);
    appendFileSync(this.source, `\n${text}\n`);
  }

  /** Removes what was delivered. */
  async undo(): Promise<void> {
    await this.#delivery.undo();
  }

  #resolve(option: string, path: string): string {
    requireText(option, path);
    if (this.path === sep) {
      throw new RunnerError('ERR_RUNNER_OPTION', 'The option directory must not be the root of the file system.');
    }
    const absolute = resolve(this.path, path);
    if (!absolute.startsWith(this.path + sep)) {
      throw new RunnerError(
        'ERR_RUNNER_OPTION',
        `The option ${option} must be a file inside the action directory ${this.path}, not ${JSON.stringify(path)}.`,
      );
    }
    return absolute;
  }

  #toRelative(path: string): string {
    return relative(this.path, path);
  }
}

function requireText(option: string, path: unknown): void {
  if (typeof path !== 'string') {
    const given = JSON.stringify(path) ?? String(path);
    throw new RunnerError('ERR_RUNNER_OPTION', `The option ${option} must be a path, not ${given}.`);
  }
}

/** Whether the path is a regular file, directly or through links. */
function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** Whether this process may execute the file. */
function isExecutable(path: string): boolean {
  return trySystemCall(false, () => {
    accessSync(path, constants.X_OK);
    return true;
  });
}

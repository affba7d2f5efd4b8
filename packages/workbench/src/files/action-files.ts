// Long because every way to a file passes through the same checks, which are private to the class.
import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import {
  closeSync,
  constants,
  type Dirent,
  existsSync,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { createFile, locateEntry, removeFile, renameFile, replaceContent } from './change-files.js';
import { checkName, explainFault, FileError } from './file-error.js';

/** A file that is larger is not for an editor. */
const MAX_BYTES = 2 * 1024 * 1024;

/** More are not listed. */
const MAX_FILES = 2_000;

/** A text file, as it was read. */
export interface TextFile {
  readonly text: string;
  /** Differs when the content does. */
  readonly version: string;
}

/** What there is to open. */
export interface ListedFiles {
  /** Relative to the folder, sorted. */
  readonly names: readonly string[];
  /** Whether there are more. */
  readonly isCut: boolean;
}

/** The files of an action: nothing else is read or written, not even through a link. */
export class ActionFiles {
  readonly #path: string;
  /** The real path of the folder. */
  readonly #root: string;
  /** The name of the only file; undefined for a folder. */
  readonly #only: string | undefined;
  readonly #ignores: (path: string, isFolder: boolean) => boolean;
  /** The names that were asked for: only those of which somebody wants to know the versions. */
  readonly #opened = new Set<string>();

  /**
   * @param path the action, a file or a folder, as its user wrote it
   * @param ignores whether a file of the folder is not a source; its argument is absolute
   */
  constructor(path: string, ignores: (path: string, isFolder: boolean) => boolean) {
    const real = realpathSync(path);
    this.#path = path;
    const isFolder = statSync(real).isDirectory();
    this.#root = isFolder ? real : dirname(real);
    this.#only = isFolder ? undefined : basename(real);
    this.#ignores = (below, folder) => ignores(join(resolve(path), relative(real, below)), folder);
  }

  /** Whether files can be created, renamed and deleted: those of a folder. */
  get isFolder(): boolean {
    return this.#only === undefined;
  }

  /** Lists the files, without those of a folder that cannot be read, or is gone meanwhile. */
  list(): ListedFiles {
    if (this.#only !== undefined) {
      return { names: existsSync(join(this.#root, this.#only)) ? [this.#only] : [], isCut: false };
    }
    const names: string[] = [];
    let isCut = false;
    const visit = (folder: string): void => {
      // Of too many files, those that are nearest to the action are listed.
      const entries = [...readFolder(folder)].sort((a, b) => Number(a.isDirectory()) - Number(b.isDirectory()));
      for (const entry of entries) {
        const path = join(folder, entry.name);
        if (isCut || this.#ignores(path, entry.isDirectory())) {
          continue;
        }
        if (entry.isDirectory()) {
          visit(path);
        } else if (entry.isFile() && names.length >= MAX_FILES) {
          isCut = true;
        } else if (entry.isFile()) {
          names.push(relative(this.#root, path).split(sep).join('/'));
        }
      }
    };
    visit(this.#root);
    return { names: names.sort(), isCut };
  }

  /** Creates a function that finds a file by its name in the output of a compiler or an interpreter. */
  createFinder(): (name: string) => string | undefined {
    const only = this.#only;
    if (only !== undefined) {
      return (name) => (name === this.#path || basename(name) === only ? only : undefined);
    }
    // Few outputs have a place in a file.
    let listed: readonly string[] | undefined;
    return (name) => {
      listed ??= this.list().names;
      const names = listed;
      const below = relative(resolve(this.#path), resolve(name)).split(sep).join('/');
      return names.find((each) => each === below || each === name) ?? names.find((each) => name.endsWith(`/${each}`));
    };
  }

  /** The versions of the files that were opened; null for one that is not there, or is not a text. */
  versions(): Readonly<Record<string, string | null>> {
    return Object.fromEntries(
      Array.from(this.#opened, (name) => {
        try {
          return [name, this.#read(name).version];
        } catch (error) {
          if (error instanceof FileError) {
            return [name, null];
          }
          throw error;
        }
      }),
    );
  }

  /** Reads a file, whose version is of interest from now on. @throws FileError */
  read(name: string): TextFile {
    const file = this.#read(name);
    this.#opened.add(name);
    return file;
  }

  /**
   * Writes a file that is there. Its owner, mode and links stay.
   * @param version the one that the text was made of
   * @throws FileError, `conflict` if the file has another version now
   */
  write(name: string, text: string, version: string): TextFile {
    const bytes = encode(text, name);
    const found = this.#read(name);
    if (found.version !== version) {
      throw new FileError('conflict', `${name} was changed on disk.`);
    }
    return this.#open(name, constants.O_WRONLY, (descriptor) => {
      replaceContent(descriptor, bytes);
      return { text, version: hash(bytes) };
    });
  }

  /** Creates a file, and the folders that it needs. @throws FileError, `exists` if there is anything of this name */
  create(name: string, text: string): TextFile {
    const bytes = encode(text, name);
    return this.#change(name, () => {
      createFile(this.#root, this.#checkNew(name), bytes);
      this.#opened.add(name);
      return { text, version: hash(bytes) };
    });
  }

  /** Gives a file another name, which may be in another folder. @throws FileError, `exists` if there is anything of that name */
  rename(name: string, to: string): void {
    this.#change(name, () => {
      renameFile(this.#root, this.#checkEntry(name), this.#checkNew(to));
      if (this.#opened.delete(name)) {
        this.#opened.add(to);
      }
    });
  }

  /**
   * Deletes a file.
   * @param version the one that it must have; `*` for any
   * @throws FileError, `conflict` if it has another version
   */
  remove(name: string, version: string): void {
    this.#change(name, () => {
      const path = this.#checkEntry(name);
      if (version !== '*' && this.#read(name).version !== version) {
        throw new FileError('conflict', `${name} was changed on disk.`);
      }
      removeFile(this.#root, path);
      this.#opened.delete(name);
    });
  }

  #change<T>(name: string, use: () => T): T {
    if (!this.isFolder) {
      throw new FileError('refused', 'The action is one file: others are of no use to it.');
    }
    try {
      return use();
    } catch (error) {
      throw error instanceof FileError ? error : explainFault(error, name);
    }
  }

  /** The path of a file that is there. */
  #checkEntry(name: string): string {
    const path = locateEntry(this.#root, name);
    if (this.#ignores(path, false) || !lstatSync(path).isFile()) {
      throw new FileError('refused', `${name} is not a file of the action.`);
    }
    return path;
  }

  /** The path of a file that is to be. */
  #checkNew(name: string): string {
    const path = locateEntry(this.#root, name);
    if (this.#ignores(path, false)) {
      throw new FileError('refused', `${name} would not be a file of the action: it is ignored, as .gitignore says.`);
    }
    return path;
  }

  #read(name: string): TextFile {
    return this.#open(name, constants.O_RDONLY, (descriptor) => readText(descriptor, name));
  }

  #open<T>(name: string, flags: number, use: (descriptor: number) => T): T {
    try {
      return this.#openFile(name, flags, use);
    } catch (error) {
      throw error instanceof FileError ? error : explainFault(error, name);
    }
  }

  #openFile<T>(name: string, flags: number, use: (descriptor: number) => T): T {
    const path = this.#locate(name);
    // Neither a link that was put there in the meantime nor a pipe without a writer.
    const descriptor = openSync(path, flags | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      if (!fstatSync(descriptor).isFile()) {
        throw new FileError('refused', `${name} is not a file.`);
      }
      return use(descriptor);
    } finally {
      closeSync(descriptor);
    }
  }

  /** The real path of a file of the action. */
  #locate(name: string): string {
    checkName(name);
    const path = realpathSync(join(this.#root, name));
    const isOurs =
      this.#only === undefined
        ? path.startsWith(this.#root.endsWith(sep) ? this.#root : this.#root + sep) && !this.#ignores(path, false)
        : path === join(this.#root, this.#only);
    if (!isOurs || !statSync(path).isFile()) {
      throw new FileError('refused', `${name} is not a file of the action.`);
    }
    return path;
  }
}

function readText(descriptor: number, name: string): TextFile {
  if (fstatSync(descriptor).size > MAX_BYTES) {
    throw new FileError('too large', `${name} has more than ${MAX_BYTES} bytes.`);
  }
  const bytes = readFileSync(descriptor);
  if (!isUtf8(bytes) || bytes.includes(0)) {
    throw new FileError('not a text', `${name} is not a text in UTF-8.`);
  }
  return { text: bytes.toString(), version: hash(bytes) };
}

function encode(text: string, name: string): Buffer {
  const bytes = Buffer.from(text);
  if (bytes.length > MAX_BYTES) {
    throw new FileError('too large', `${name} would have more than ${MAX_BYTES} bytes.`);
  }
  return bytes;
}

function hash(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 32);
}

function readFolder(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    // It may be there again with the next change.
    return [];
  }
}

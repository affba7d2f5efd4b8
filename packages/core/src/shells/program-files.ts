import { closeSync, openSync, readSync } from 'node:fs';
import { trySystemCall } from '../errors.js';

/** ELF header: magic, class and byte order at its start, the machine at 18 (elf(5)). */
const HEAD_BYTES = 20;
const IDENTITY_BYTES = 6;
const MACHINE_AT = 18;

/** How many answers are remembered. */
const MAX_CHECKED = 64;

/**
 * Looks whether the kernel itself can start a file: a script with `#!`, or a program for this machine. Shells and libraries differ in what they
 * do with anything else.
 */
export class ProgramFiles {
  readonly #checked = new Map<string, boolean>();
  #own: Buffer | undefined;

  /** Remembers each answer until `forget`. Names that are searched for in PATH are believed, relative paths are not. */
  starts(file: string): boolean {
    if (!file.includes('/')) {
      return true;
    }
    let starts = this.#checked.get(file);
    if (starts === undefined) {
      starts = file.startsWith('/') && this.#look(file);
      if (this.#checked.size >= MAX_CHECKED) {
        this.#checked.clear();
      }
      this.#checked.set(file, starts);
    }
    return starts;
  }

  /** Reads what the first program is compared with, while nobody waits. */
  prepare(): void {
    this.#own ??= readHead(process.execPath);
  }

  /** Other files may have taken the place of those seen. */
  forget(): void {
    this.#checked.clear();
  }

  #look(file: string): boolean {
    this.prepare();
    const head = readHead(file);
    return head?.toString('latin1', 0, 2) === '#!' || (head !== undefined && isLike(head, this.#own));
  }
}

function isLike(head: Buffer, own: Buffer | undefined): boolean {
  return (
    own !== undefined &&
    head.subarray(0, IDENTITY_BYTES).equals(own.subarray(0, IDENTITY_BYTES)) &&
    head.subarray(MACHINE_AT).equals(own.subarray(MACHINE_AT))
  );
}

/** Undefined where the file cannot be read. */
function readHead(file: string): Buffer | undefined {
  return trySystemCall(undefined, () => {
    const descriptor = openSync(file, 'r');
    try {
      const head = Buffer.alloc(HEAD_BYTES);
      readSync(descriptor, head);
      return head;
    } finally {
      closeSync(descriptor);
    }
  });
}

import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { explainElf, type ReadPart } from './elf.js';
import { type Content, type ContentKind, identify } from './identify.js';
import { startsWith } from './text.js';

const ELF_MAGIC = Buffer.from('\x7fELF', 'latin1');
const REPLACEMENT = Buffer.from('\ufffd');
const SAMPLE_BYTES = 65_536;
/** What the kernel or, for text without a `#!` line, a shell can start. */
const STARTABLE: ReadonlySet<ContentKind> = new Set(['empty', 'script', 'text']);

/** What a compiler or an interpreter may make something of. */
const SOURCES: ReadonlySet<ContentKind> = new Set(['empty', 'script', 'text', 'marked', 'encoded', 'wide', 'data']);

/**
 * Explains in a sentence why a file cannot be started; undefined if it can.
 *
 * @param accepted what else can be started here
 */
export function explainContent(path: string, accepted: readonly ContentKind[]): string | undefined {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const read: ReadPart = (offset, length) => {
      const bytes = Buffer.alloc(Math.max(0, Math.min(length, size - offset)));
      return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, offset));
    };
    const head = read(0, SAMPLE_BYTES);
    // An executable may be large; one that went through text shows it early.
    if (startsWith(head, ELF_MAGIC) && !head.includes(REPLACEMENT)) return explainElf(read, size);
    const content = identify(readFileSync(file));
    if (content.kind === 'elf') return explainElf(read, size);
    if (STARTABLE.has(content.kind) || accepted.includes(content.kind)) return undefined;
    return `The executable cannot be started: it is ${describe(content)}.`;
  } finally {
    closeSync(file);
  }
}

/** Explains in a sentence why a file is not the source of a program; undefined if it may be. */
export function explainSource(path: string, refused: readonly ContentKind[], name: string): string | undefined {
  const content = identify(readFileSync(path));
  const isAccepted = SOURCES.has(content.kind) && !refused.includes(content.kind);
  return isAccepted ? undefined : `${name} cannot be read: it is ${describe(content)}.`;
}

function describe({ name, remedy }: Content): string {
  return remedy === undefined ? name : `${name}; ${remedy}`;
}

import { readdirSync, statSync } from 'node:fs';
import { endianness } from 'node:os';
import { trySystemCall } from '../errors.js';

/** Reads part of a file; fewer bytes at its end. */
export type ReadPart = (offset: number, length: number) => Buffer;

// The ELF header (elf(5)).
const HEAD_BYTES = 64;
const CLASS_AT = 4;
const CLASS_64 = 2;
const ORDER_AT = 5;
const BIG_ENDIAN = 2;
const TYPE_AT = 16;
const MACHINE_AT = 18;
const ENTRY_AT = 24;
const MAX_PROGRAM_HEADERS = 4_096;
const MAX_LOADER_BYTES = 4_096;

// Types of files and of segments.
const EXECUTABLE = 2;
const SHARED = 3;
const LOAD = 1;
const INTERPRETER = 3;

/** Where the fields are that depend on the class. */
const LAYOUTS = {
  32: { headerBytes: 52, tableAt: 28, sizeAt: 42, countAt: 44, offsetAt: 4, lengthAt: 16 },
  64: { headerBytes: 64, tableAt: 32, sizeAt: 54, countAt: 56, offsetAt: 8, lengthAt: 32 },
} as const;

/** ELF machine numbers (elf.h, EM_*) by Node's name of the architecture. */
const MACHINES: Readonly<Record<string, number>> = {
  ia32: 3,
  mips: 8,
  ppc64: 21,
  s390x: 22,
  arm: 40,
  x64: 62,
  arm64: 183,
  riscv64: 243,
  loong64: 258,
};
/** Those whose programs have 32 bits; those of the others have 64. */
const MACHINES_32: readonly (number | undefined)[] = ['ia32', 'mips', 'arm'].map((name) => MACHINES[name]);
/** Architectures whose 32-bit programs another one runs. */
const RELATIVES: Readonly<Record<string, string>> = { x64: 'ia32', arm64: 'arm' };
const NAMES_OF_TYPES: Readonly<Record<number, string>> = {
  1: 'an object file (.o), which has yet to be linked',
  4: 'a core dump',
};

/** Explains in a sentence why this machine cannot start an ELF file; undefined if it can. */
export function explainElf(read: ReadPart, size: number): string | undefined {
  const head = read(0, HEAD_BYTES);
  if (head.length < MACHINE_AT + 2) return DAMAGED;
  const isBig = head[ORDER_AT] === BIG_ENDIAN;
  const get16 = (bytes: Buffer, at: number) => (isBig ? bytes.readUInt16BE(at) : bytes.readUInt16LE(at));
  const get32 = (bytes: Buffer, at: number) => (isBig ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at));
  const machine = get16(head, MACHINE_AT);
  const isEmulated = !isNative(machine, isBig);
  if (isEmulated && !hasEmulator()) {
    const order = isOwn(machine) ? ' with the other byte order' : '';
    return `The executable was built for ${nameMachine(machine)}${order}; ${THIS_MACHINE}`;
  }

  const bits = head[CLASS_AT] === CLASS_64 ? 64 : 32;
  const layout = LAYOUTS[bits];
  if (head.length < layout.headerBytes) return DAMAGED;
  const getWide = (bytes: Buffer, at: number) =>
    bits === 32 ? get32(bytes, at) : Number(isBig ? bytes.readBigUInt64BE(at) : bytes.readBigUInt64LE(at));
  const isKnown = Object.values(MACHINES).includes(machine);
  if (isKnown && bits !== (MACHINES_32.includes(machine) ? 32 : 64)) {
    return `The executable was built for the ${bits}-bit mode of ${nameMachine(machine)}; ${THIS_MACHINE}`;
  }
  const type = get16(head, TYPE_AT);
  if (type !== EXECUTABLE && type !== SHARED) {
    return `The executable cannot be started: it is ${NAMES_OF_TYPES[type] ?? 'an ELF file of an unknown type'}.`;
  }
  if (type === SHARED && getWide(head, ENTRY_AT) === 0) {
    return 'The executable cannot be started: it is a shared library; link a program.';
  }

  const count = get16(head, layout.countAt);
  const entryBytes = get16(head, layout.sizeAt);
  if (count > MAX_PROGRAM_HEADERS || entryBytes < layout.lengthAt + 8) return DAMAGED;
  const table = read(getWide(head, layout.tableAt), count * entryBytes);
  if (table.length < count * entryBytes) return CUT_OFF;
  for (let at = 0; at < table.length; at += entryBytes) {
    const offset = getWide(table, at + layout.offsetAt);
    const length = getWide(table, at + layout.lengthAt);
    const segment = get32(table, at);
    if (segment === LOAD && offset + length > size) return CUT_OFF;
    if (segment === INTERPRETER && !isEmulated) {
      const loader = read(offset, Math.min(length, MAX_LOADER_BYTES)).toString('utf8').replace(/\0.*$/s, '');
      if (!isThere(loader)) return explainLoader(loader);
    }
  }
  return undefined;
}

const DAMAGED = 'The executable cannot be started: it begins like an ELF file, but its header is damaged.';
const CUT_OFF = 'The executable cannot be started: it is an ELF file that is cut off; copy all of it.';
const THIS_MACHINE = `this machine is ${process.arch}.`;

function explainLoader(loader: string): string {
  const libc = /musl/.test(loader) ? ' It was built for musl, such as on Alpine Linux.' : '';
  return `The executable needs the loader ${loader}, which does not exist here.${libc} Build it for this image, or link it statically.`;
}

function isNative(machine: number, isBig: boolean): boolean {
  if (MACHINES[process.arch] === undefined) return true;
  return isBig === (endianness() === 'BE') && isOwn(machine);
}

function isOwn(machine: number): boolean {
  return machine === MACHINES[process.arch] || machine === MACHINES[RELATIVES[process.arch] ?? ''];
}

function nameMachine(machine: number): string {
  return Object.keys(MACHINES).find((arch) => MACHINES[arch] === machine) ?? `ELF machine ${machine}`;
}

function isThere(path: string): boolean {
  return trySystemCall(false, () => statSync(path, { throwIfNoEntry: false }) !== undefined);
}

/** Whether the kernel runs executables for other processors in an emulator. */
function hasEmulator(): boolean {
  return trySystemCall(false, () => readdirSync('/proc/sys/fs/binfmt_misc').some((name) => name.startsWith('qemu-')));
}

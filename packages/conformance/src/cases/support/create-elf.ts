const HEADER_BYTES = 64;
const SEGMENT_BYTES = 56;
const ADDRESS = 0x400000;
const OUTPUT = Buffer.from('{"ok": true}\n');

/** The processors that {@link createElf} knows, by their names in Node.js: their number in ELF, and how they write a text and exit. */
const PROCESSORS: Readonly<Record<string, { readonly machine: number; readonly code: Buffer }>> = {
  // write(1, output, length); exit(0)
  x64: { machine: 62, code: Buffer.from('b801000000bf01000000488d3510000000ba0d0000000f05b83c00000031ff0f05', 'hex') },
  arm64: { machine: 183, code: Buffer.from('080880d2200080d2c1000010a20180d2010000d4a80b80d2000080d2010000d4', 'hex') },
};

/** A machine that no runtime runs on: a Motorola 68000. */
export const OTHER_MACHINE = 4;

/**
 * Creates an executable for Linux that writes `{"ok": true}` and needs no library.
 * @param architecture as `process.arch` has it
 * @param machine another number of the processor in its header
 * @returns undefined for a processor that is not known
 */
export function createElf(architecture: string, machine?: number): Buffer | undefined {
  const processor = PROCESSORS[architecture];
  if (processor === undefined) return undefined;
  const { code } = processor;
  const start = HEADER_BYTES + SEGMENT_BYTES;
  const length = start + code.length + OUTPUT.length;
  const header = Buffer.alloc(start);
  header.write('7f454c46020101', 0, 'hex');
  header.writeUInt16LE(2, 16); // an executable
  header.writeUInt16LE(machine ?? processor.machine, 18);
  header.writeUInt32LE(1, 20);
  header.writeBigUInt64LE(BigInt(ADDRESS + start), 24);
  header.writeBigUInt64LE(BigInt(HEADER_BYTES), 32);
  header.writeUInt16LE(HEADER_BYTES, 52);
  header.writeUInt16LE(SEGMENT_BYTES, 54);
  header.writeUInt16LE(1, 56);
  header.writeUInt16LE(64, 58);
  header.writeUInt32LE(1, HEADER_BYTES); // a segment to load
  header.writeUInt32LE(5, HEADER_BYTES + 4); // readable, executable
  header.writeBigUInt64LE(BigInt(ADDRESS), HEADER_BYTES + 16);
  header.writeBigUInt64LE(BigInt(ADDRESS), HEADER_BYTES + 24);
  header.writeBigUInt64LE(BigInt(length), HEADER_BYTES + 32);
  header.writeBigUInt64LE(BigInt(length), HEADER_BYTES + 40);
  header.writeBigUInt64LE(BigInt(0x1000), HEADER_BYTES + 48);
  return Buffer.concat([header, code, OUTPUT]);
}

import { isUtf8 } from 'node:buffer';

const BOMS = [
  // Before UTF-16, whose mark is the beginning of this one.
  { name: 'UTF-32', bytes: Buffer.from([0xff, 0xfe, 0, 0]) },
  { name: 'UTF-32', bytes: Buffer.from([0, 0, 0xfe, 0xff]) },
  { name: 'UTF-16', bytes: Buffer.from([0xff, 0xfe]) },
  { name: 'UTF-16', bytes: Buffer.from([0xfe, 0xff]) },
];
const UTF8_BOM = Buffer.from([0xef, 0xbb, 0xbf]);
/** Control characters that texts contain: BEL, BS, TAB, LF, VT, FF, CR, SUB (the end of a file on MS-DOS), ESC. */
const TEXT_CONTROLS: ReadonlySet<number> = new Set([7, 8, 9, 10, 11, 12, 13, 26, 27]);
const SAMPLE_BYTES = 65_536;
/** The part of zero bytes in UTF-16 text that is mostly in a Latin script; without a mark nothing else shows it. */
const MIN_ZEROS = 0.35;

/** How text is encoded: `UTF-8` without a mark and NUL characters; `UTF-8-BOM` with a mark; undefined if it is not text. */
export type TextEncoding = 'UTF-8' | 'UTF-8-BOM' | 'UTF-16' | 'UTF-32' | '8-bit';

/** Detects the encoding of text. `8-bit` is any character set with a byte per character, such as ISO-8859-1 or Windows-1252. */
export function detectEncoding(bytes: Buffer): TextEncoding | undefined {
  const bom = BOMS.find((mark) => startsWith(bytes, mark.bytes));
  if (bom) return bom.name as TextEncoding;
  if (!bytes.includes(0) && isUtf8(bytes)) return startsWith(bytes, UTF8_BOM) ? 'UTF-8-BOM' : 'UTF-8';
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  if (looksLikeUtf16(sample)) return 'UTF-16';
  return sample.every(isTextByte) ? '8-bit' : undefined;
}

/** Whether `bytes` begins with `start`. */
export function startsWith(bytes: Buffer, start: Buffer): boolean {
  return bytes.length >= start.length && bytes.compare(start, 0, start.length, 0, start.length) === 0;
}

function isTextByte(byte: number): boolean {
  return (byte >= 32 && byte !== 127) || TEXT_CONTROLS.has(byte);
}

/** UTF-16 without a mark: one of the two bytes of most characters is zero, always the same one. */
function looksLikeUtf16(bytes: Buffer): boolean {
  if (bytes.length < 4 || bytes.length % 2 !== 0) return false;
  return [0, 1].some((zero) => {
    let zeros = 0;
    for (let at = 0; at < bytes.length; at += 2) {
      if (!isTextByte(bytes[at + 1 - zero] as number)) return false;
      if (bytes[at + zero] === 0) zeros += 1;
    }
    return zeros > bytes.length * MIN_ZEROS;
  });
}

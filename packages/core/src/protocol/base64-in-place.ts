/** How many characters are decoded at once: whole groups of four. */
const STEP = 32 * 1024;
const PADDING = 0x3d;

/** What the alphabet that is URL-safe has instead of `+` and `/`. */
const URL_SAFE = ['-', '_'];

/**
 * Decodes base64 in place, so that tens of megabytes need neither a second buffer nor a string.
 * @param text the characters, without white space
 * @returns the bytes, a part of `text`; undefined if it is not base64: `text` is then unchanged
 */
export function decodeInPlace(text: Buffer): Buffer | undefined {
  const size = getDecodedSize(text);
  if (size === undefined) {
    return undefined;
  }
  return decodeAtOnce(text, size) ?? decodeChecked(text, size);
}

/** Decodes and counts in one pass. @returns undefined for what it cannot decode, or could not restore: `text` is then unchanged */
function decodeAtOnce(text: Buffer, size: number): Buffer | undefined {
  let at = 0;
  for (const part of splitText(text)) {
    const start = getDecodedStart(at);
    const expected = Math.min(getDecodedStart(at + STEP), size) - start;
    if (URL_SAFE.some((character) => part.includes(character)) || text.write(part, start, 'base64') !== expected) {
      restore(text, at, part);
      return undefined;
    }
    at += STEP;
  }
  return text.subarray(0, size);
}

/** Undoes the steps before `at`, the last one first, as the characters take more room than their bytes. */
function restore(text: Buffer, at: number, part: string): void {
  text.write(part, at, 'latin1');
  for (let step = at - STEP; step >= 0; step -= STEP) {
    text.write(text.toString('base64', getDecodedStart(step), getDecodedStart(step + STEP)), step, 'latin1');
  }
}

/** A first pass counts, since Node skips characters that are not base64; the second one decodes. */
function decodeChecked(text: Buffer, size: number): Buffer | undefined {
  const scratch = Buffer.allocUnsafe(STEP);
  let checked = 0;
  for (const part of splitText(text)) {
    checked += scratch.write(part, 'base64');
  }
  if (checked !== size) {
    return undefined;
  }
  let written = 0;
  for (const part of splitText(text)) {
    written += text.write(part, written, 'base64');
  }
  return text.subarray(0, written);
}

/** Where the bytes of the step at a position start. */
function getDecodedStart(at: number): number {
  return (at / 4) * 3;
}

function* splitText(text: Buffer): Generator<string> {
  for (let at = 0; at < text.length; at += STEP) {
    yield text.toString('latin1', at, at + STEP);
  }
}

/** Returns how many bytes the characters encode; undefined if their number is invalid. */
function getDecodedSize(text: Buffer): number | undefined {
  const padding = text.at(-1) !== PADDING ? 0 : text.at(-2) !== PADDING ? 1 : 2;
  const digits = text.length - padding;
  return digits % 4 === 1 || (padding > 0 && text.length % 4 !== 0) ? undefined : Math.floor((digits * 3) / 4);
}

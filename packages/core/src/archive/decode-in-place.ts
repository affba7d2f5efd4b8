/** Characters that are decoded at a time: whole groups of four. */
const STEP = 32 * 1024;
const PADDING = 0x3d;

/**
 * Decodes base64 where it stands: tens of megabytes need no second place and no string.
 * @param text the characters, without white space
 * @returns the bytes, a part of `text`; undefined, with `text` as it was, when it is not base64
 */
export function decodeInPlace(text: Buffer): Buffer | undefined {
  // Characters that are not of base64 would count for nothing.
  const scratch = Buffer.allocUnsafe(STEP);
  let checked = 0;
  for (const part of parts(text)) {
    checked += scratch.write(part, 'base64');
  }
  if (checked !== sizeOf(text)) {
    return undefined;
  }
  let size = 0;
  for (const part of parts(text)) {
    size += text.write(part, size, 'base64');
  }
  return text.subarray(0, size);
}

function* parts(text: Buffer): Generator<string> {
  for (let at = 0; at < text.length; at += STEP) {
    yield text.toString('latin1', at, at + STEP);
  }
}

/** How many bytes the characters stand for; undefined when their number is not one of base64. */
function sizeOf(text: Buffer): number | undefined {
  const padding = text.at(-1) !== PADDING ? 0 : text.at(-2) !== PADDING ? 1 : 2;
  const digits = text.length - padding;
  return digits % 4 === 1 || (padding > 0 && text.length % 4 !== 0) ? undefined : Math.floor((digits * 3) / 4);
}

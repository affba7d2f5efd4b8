const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SPACE = 0x20;

/** A valid JSON text without the white space between its tokens; numbers, escapes and keys stay as they are. */
export function compact(json: Buffer): Buffer {
  const copy = Buffer.allocUnsafe(json.length);
  let length = 0;
  let inString = false;
  for (let at = 0; at < json.length; at++) {
    const byte = json[at] as number;
    if (!inString && byte <= SPACE) {
      continue;
    }
    copy[length++] = byte;
    if (byte === QUOTE) {
      inString = !inString;
    } else if (byte === BACKSLASH) {
      // What follows is part of the escape, a quote included.
      copy[length++] = json[++at] as number;
    }
  }
  return copy.subarray(0, length);
}

/**
 * What a reader must see rather than obey, or what an XML document must not have: controls but tab and line feed, invisible characters, those
 * that turn the direction of text, half surrogate pairs. U+200D, which joins emoji, stays.
 */
const UNPRINTABLE = /(?![\t\n\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/gu;

const PICTURES = 0x2400;
const DELETE = 0x7f;
const DELETE_PICTURE = '\u2421';

/**
 * Makes text of a target harmless for a terminal, an XML document and a page: `\u001b` becomes ␛, U+202E becomes `\u{202e}`, half a surrogate
 * pair U+FFFD.
 */
export function makePrintable(text: string): string {
  return text.replaceAll(UNPRINTABLE, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x20) {
      return String.fromCharCode(PICTURES + code);
    }
    if (code === DELETE) {
      return DELETE_PICTURE;
    }
    return code >= 0xd800 && code <= 0xdfff ? '\ufffd' : `\\u{${code.toString(16)}}`;
  });
}

/** Makes text printable on one line. */
export function makeLine(text: string): string {
  return makePrintable(text.replaceAll(/\s+/g, ' ').trim());
}

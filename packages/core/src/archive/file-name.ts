import { isUtf8 } from 'node:buffer';

/** The upper half of code page 437, which names without a declared encoding have (APPNOTE.TXT, appendix D). */
const CODE_PAGE_437 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0';

/** Decodes a file name whose encoding is not declared: as UTF-8 if it is valid, else as code page 437. */
export function decodeFileName(bytes: Buffer): string {
  return decodeUtf8(bytes) ?? bytes.toString('latin1').replace(/[\x80-\xff]/g, decodeCharacter);
}

function decodeCharacter(character: string): string {
  return CODE_PAGE_437.charAt(character.charCodeAt(0) - 0x80);
}

/** Returns undefined for bytes that are not UTF-8. A byte order mark is a character. */
export function decodeUtf8(bytes: Buffer): string | undefined {
  return isUtf8(bytes) ? bytes.toString() : undefined;
}

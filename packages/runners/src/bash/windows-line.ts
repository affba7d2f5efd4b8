/**
 * Finds the first line of a script that ends as on Windows, where bash takes the CR for a part of the last word.
 * @returns a sentence with the number of the line and the remedy; undefined if there is none
 */
export function findWindowsLine(text: string): string | undefined {
  const at = text.indexOf('\r\n');
  if (at < 0) {
    return undefined;
  }
  const line = text.slice(0, at).split('\n').length;
  return `Line ${line} of the script ends with CR LF, as on Windows, and bash takes the CR for text; save it with Unix line endings (LF).`;
}

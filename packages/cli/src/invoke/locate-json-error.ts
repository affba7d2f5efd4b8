/** Where a JSON text stops being one. */
export interface JsonErrorPlace {
  readonly line: number;
  readonly column: number;
  /** The character that cannot follow; undefined at the end of the text. */
  readonly character: string | undefined;
}

/** Finds the place of the error in a text that is not JSON: the end of its longest beginning that could still become JSON. */
export function locateJsonError(text: string): JsonErrorPlace {
  let valid = 0;
  let invalid = text.length + 1;
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1;
    if (canContinue(text.slice(0, middle))) {
      valid = middle;
    } else {
      invalid = middle;
    }
  }
  const lines = text.slice(0, valid).split('\n');
  const character =
    String.fromCodePoint(...[text.codePointAt(valid)].filter((code) => code !== undefined)) || undefined;
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1, character };
}

/** Whether a text is JSON, or the beginning of some. */
function canContinue(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    const { message } = error as Error;
    const position = /at position (\d+)/.exec(message)?.[1];
    return /^Unexpected end|^Unterminated string/.test(message) || Number(position) === text.length;
  }
}

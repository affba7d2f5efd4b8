// @ts-check
/**
 * Finds the wordings of scripts/words.json in messages, comments and pages. docs/style.md says what to write.
 * A `.js` file, as the tests import it and jest cannot load `.mjs`.
 */

/**
 * @typedef {object} Word
 * @property {string} avoid a regular expression; a space in it matches a line break in a comment, too
 * @property {string} write what to write instead
 */

/**
 * @param {string} text
 * @param {readonly Word[]} words
 * @returns {string[]} `line: "what was found": what to write`, in the order of the lines
 */
export function findWords(text, words) {
  const found = words.flatMap(({ avoid, write }) => {
    const pattern = new RegExp(avoid.replaceAll(' ', '(?:[ \\t]+|[ \\t]*\\n[ \\t]*(?:[*#>]|//)?[ \\t]*)'), 'gi');
    return [...text.matchAll(pattern)].map((match) => ({
      line: text.slice(0, match.index).split('\n').length,
      says: `"${match[0].replaceAll(/\s+/g, ' ')}": ${write}`,
    }));
  });
  return found.sort((a, b) => a.line - b.line).map(({ line, says }) => `${line}: ${says}`);
}

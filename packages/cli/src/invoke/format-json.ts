const INDENT = '    ';

/** The deepest indentation: without a limit the text would grow with the square of the depth. */
const MAX_INDENTS = 100;

/** Indents a valid JSON text like `wsk`, four spaces per level, without parsing it: numbers, key order and escapes do not change. */
export function formatJson(json: string): string {
  let depth = 0;
  const pieces: string[] = [];
  const newline = () => `\n${INDENT.repeat(Math.min(depth, MAX_INDENTS))}`;
  const tokens = tokenize(json);
  tokens.forEach((token, index) => {
    const next = tokens[index + 1];
    if (token === '{' || token === '[') {
      pieces.push(token);
      if (next !== '}' && next !== ']') {
        depth++;
        pieces.push(newline());
      }
    } else if (token === '}' || token === ']') {
      const before = tokens[index - 1];
      if (before !== '{' && before !== '[') {
        depth--;
        pieces.push(newline());
      }
      pieces.push(token);
    } else if (token === ',') {
      pieces.push(token, newline());
    } else {
      pieces.push(token === ':' ? ': ' : token);
    }
  });
  return pieces.join('');
}

/** Splits a JSON text into strings, punctuation and scalars, without the white space between them. */
function tokenize(json: string): string[] {
  const tokens: string[] = [];
  const start = /["{}[\],:]|[^\s{}[\],:"]+/g;
  for (let match = start.exec(json); match; match = start.exec(json)) {
    if (match[0] === '"') {
      start.lastIndex = findStringEnd(json, match.index);
    }
    tokens.push(json.slice(match.index, start.lastIndex));
  }
  return tokens;
}

/** Finds the end of a string. By hand: a regular expression overflows its stack on a string of a few megabytes. */
function findStringEnd(json: string, quote: number): number {
  let at = quote;
  for (;;) {
    at = json.indexOf('"', at + 1);
    let before = at - 1;
    while (json[before] === '\\') {
      before--;
    }
    // An even number of backslashes escape each other, not the quote.
    if ((at - before) % 2 === 1) {
      return at + 1;
    }
  }
}

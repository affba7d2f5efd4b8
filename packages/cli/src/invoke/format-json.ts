const INDENT = '    ';

/** Deeper levels stay at this one: indenting each further would make the text grow with the square of the depth. */
const MAX_INDENTS = 100;

/** Indents a valid JSON text as `wsk` does, four spaces a level, without parsing it: numbers, key order and escapes stay as they are. */
export function formatJson(json: string): string {
  let depth = 0;
  const pieces: string[] = [];
  const newline = () => `\n${INDENT.repeat(Math.min(depth, MAX_INDENTS))}`;
  const tokens = tokensOf(json);
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

/** Strings, punctuation and scalars; what is between them is white space. */
function tokensOf(json: string): string[] {
  const tokens: string[] = [];
  const start = /["{}[\],:]|[^\s{}[\],:"]+/g;
  for (let match = start.exec(json); match; match = start.exec(json)) {
    if (match[0] === '"') {
      start.lastIndex = endOfString(json, match.index);
    }
    tokens.push(json.slice(match.index, start.lastIndex));
  }
  return tokens;
}

/** Searched by hand: a regular expression overflows its stack on a string of some megabytes. */
function endOfString(json: string, quote: number): number {
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

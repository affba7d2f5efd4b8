const INDENT = '    ';

/** Indents a JSON text as `wsk` does, four spaces a level, without parsing it: numbers, key order and escapes stay as they are. */
export function formatJson(json: string): string {
  let depth = 0;
  const pieces: string[] = [];
  const newline = () => `\n${INDENT.repeat(depth)}`;
  // Strings, punctuation and scalars; what is between them is white space.
  const tokens = json.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g) ?? [];
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

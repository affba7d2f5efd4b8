// @ts-check
/**
 * Reads Markdown line by line: code blocks with their markers, links and headings.
 * A `.js` file, as the tests import it and jest cannot load `.mjs`.
 */

/**
 * @typedef {object} Block a fenced code block
 * @property {string} language first word after the fence, or ''
 * @property {string} text content without the fence's own indentation, ends with a newline unless empty
 * @property {number} line line number of the opening fence
 * @property {Readonly<Record<string, string>>} markers `<!-- key: value -->` comments right before the block
 */

/**
 * The lines of a text with what each one is.
 * @param {string} text
 * @returns {{ line: string, kind: 'prose' | 'fence' | 'code', opens?: { language: string, indent: number } }[]}
 */
function classify(text) {
  /** @type {{ mark: string, indent: number } | undefined} */
  let open;
  return text.split('\n').map((line) => {
    const fence = /^(\s*)(`{3,}|~{3,})\s*(\S*)(.*)$/.exec(line);
    if (open !== undefined) {
      const closes = fence?.[2]?.startsWith(open.mark) && fence[3] === '';
      if (!closes) return { line, kind: 'code' };
      open = undefined;
      return { line, kind: 'fence' };
    }
    // An info string with backticks is inline code, not a fence.
    if (fence === null || `${fence[3]}${fence[4]}`.includes('`')) return { line, kind: 'prose' };
    open = { mark: /** @type {string} */ (fence[2]), indent: /** @type {string} */ (fence[1]).length };
    return { line, kind: 'fence', opens: { language: /** @type {string} */ (fence[3]), indent: open.indent } };
  });
}

/**
 * All fenced code blocks of a Markdown text.
 * @param {string} text
 * @returns {Block[]}
 */
export function codeBlocks(text) {
  /** @type {Block[]} */
  const blocks = [];
  /** @type {Record<string, string>} */
  let markers = {};
  /** @type {{ language: string, indent: number, start: number, lines: string[] } | undefined} */
  let open;
  for (const [index, { line, kind, opens }] of classify(text).entries()) {
    if (opens !== undefined) {
      open = { ...opens, start: index + 1, lines: [] };
    } else if (open !== undefined && kind === 'code') {
      const { indent } = open;
      open.lines.push(line.slice(0, indent).trim() === '' ? line.slice(indent) : line.trimStart());
    } else if (open !== undefined) {
      const content = open.lines.map((codeLine) => `${codeLine}\n`).join('');
      blocks.push({ language: open.language, text: content, line: open.start, markers });
      open = undefined;
      markers = {};
    } else {
      const marker = /^\s*<!--\s*([a-z ]+?)\s*(?::\s*(.*?))?\s*-->\s*$/.exec(line);
      if (marker !== null) markers[/** @type {string} */ (marker[1])] = marker[2] ?? '';
      else if (line.trim() !== '') markers = {};
    }
  }
  if (open !== undefined) throw new Error(`line ${open.start}: the code block has no end`);
  return blocks;
}

/**
 * Targets of all links and images outside code.
 * @param {string} text
 * @returns {{ target: string, line: number }[]}
 */
export function links(text) {
  return classify(text).flatMap(({ line, kind }, index) => {
    if (kind !== 'prose') return [];
    const prose = line.replaceAll(/`+[^`]*`+/g, '');
    const inline = [...prose.matchAll(/\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g)];
    const definitions = [...prose.matchAll(/^\s{0,3}\[[^\]]+\]:\s+<?([^\s>]+)>?/g)];
    return [...inline, ...definitions].map((match) => ({ target: /** @type {string} */ (match[1]), line: index + 1 }));
  });
}

/**
 * The anchors of a Markdown text, made from its headings as GitHub does, and from `<a id="…">`.
 * @param {string} text
 * @returns {Set<string>}
 */
export function anchors(text) {
  /** @type {Set<string>} */
  const found = new Set();
  for (const { line, kind } of classify(text)) {
    if (kind !== 'prose') continue;
    for (const match of line.matchAll(/<a\s+(?:id|name)="([^"]+)"/g)) found.add(/** @type {string} */ (match[1]));
    const heading = /^\s{0,3}#{1,6}\s+(.*?)\s*#*\s*$/.exec(line)?.[1];
    if (heading === undefined) continue;
    const plain = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const slug = plain.replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '').replaceAll(' ', '-');
    let unique = slug;
    for (let count = 1; found.has(unique); count += 1) unique = `${slug}-${count}`;
    found.add(unique);
  }
  return found;
}

/**
 * A text without the indentation that all its lines share, without trailing white space.
 * @param {string} text
 */
export function dedent(text) {
  const lines = text
    .replace(/\s+$/, '')
    .split('\n')
    .map((line) => line.trimEnd());
  const indents = lines.filter((line) => line !== '').map((line) => line.length - line.trimStart().length);
  const common = Math.min(...indents);
  return lines.map((line) => line.slice(common)).join('\n');
}

/**
 * Whether the lines of `part` stand one after the other in `whole`, indented as far as they like.
 * @param {string} whole
 * @param {string} part
 */
export function containsLines(whole, part) {
  const wanted = dedent(part);
  const count = wanted.split('\n').length;
  const lines = whole.split('\n');
  return lines.some((_, start) => dedent(lines.slice(start, start + count).join('\n')) === wanted);
}

/**
 * Whether `actual` is `expected`, in which `…` stands for any text; white space at the ends does not count.
 * @param {string} actual
 * @param {string} expected
 */
export function matchesOutput(actual, expected) {
  const parts = expected
    .trim()
    .split('…')
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[\\s\\S]*')}$`).test(actual.trim());
}

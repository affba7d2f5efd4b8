// @ts-check
/**
 * Reads Markdown as GitHub does: code blocks with their markers, links and headings.
 * A `.js` file, as the tests import it and jest cannot load `.mjs`.
 */
import GithubSlugger from 'github-slugger';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table';
import { toString as textOf } from 'mdast-util-to-string';
import { gfmTable } from 'micromark-extension-gfm-table';

/**
 * @typedef {object} Block a code block
 * @property {string} language first word after the fence, or ''
 * @property {string} text content without the fence's own indentation, ends with a newline unless empty
 * @property {number} line line number of the opening fence
 * @property {Readonly<Record<string, string>>} markers `<!-- key: value -->` comments right before the block
 */

/**
 * The syntax tree of a text. The functions below parse the text themselves if they do not get it. Tables are the only extension of GitHub's
 * that it knows: the search for bare addresses takes a quarter of the time, and nothing asks for them.
 * @param {string} text
 */
export function parse(text) {
  return fromMarkdown(text, { extensions: [gfmTable()], mdastExtensions: [gfmTableFromMarkdown()] });
}

/**
 * All below a node, in the order of the text, each with its index and its parent.
 * @param {import('mdast').Nodes} parent
 * @returns {Generator<{ node: import('mdast').Nodes, index: number, siblings: import('mdast').Nodes[] }>}
 */
function* below(parent) {
  /** @type {import('mdast').Nodes[]} */
  const siblings = 'children' in parent ? parent.children : [];
  for (const [index, node] of siblings.entries()) {
    yield { node, index, siblings };
    yield* below(node);
  }
}

/** @param {import('mdast').Node} node */
const lineOf = ({ position }) => position?.start.line ?? 0;

/**
 * All code blocks of a Markdown text.
 * @param {string} text
 * @param {import('mdast').Root} [tree]
 * @returns {Block[]}
 */
export function codeBlocks(text, tree = parse(text)) {
  /** @type {Block[]} */
  const blocks = [];
  for (const { node, index, siblings } of below(tree)) {
    if (node.type !== 'code') continue;
    const line = lineOf(node);
    const source = text.slice(node.position?.start.offset, node.position?.end.offset);
    if (/^(`{3}|~{3})/.test(source) && !/\n[\s>]*(`{3,}|~{3,})$/.test(source))
      throw new Error(`line ${line}: the code block has no end`);
    const markers = markersIn(siblings.slice(0, index));
    blocks.push({ language: node.lang ?? '', text: node.value && `${node.value}\n`, line, markers });
  }
  return blocks;
}

/**
 * The comments at the end of these nodes.
 * @param {import('mdast').Nodes[]} before
 * @returns {Record<string, string>}
 */
function markersIn(before) {
  const last = before.at(-1);
  const marker = last?.type === 'html' && /^<!--\s*([a-z ]+?)\s*(?::\s*(.*?))?\s*-->$/.exec(last.value);
  return marker ? { ...markersIn(before.slice(0, -1)), [marker[1] ?? '']: marker[2] ?? '' } : {};
}

/**
 * Targets of all links and images.
 * @param {string} text
 * @param {import('mdast').Root} [tree]
 * @returns {{ target: string, line: number }[]}
 */
export function links(text, tree = parse(text)) {
  /** @type {{ target: string, line: number }[]} */
  const found = [];
  for (const { node } of below(tree)) {
    if ('url' in node) found.push({ target: node.url, line: lineOf(node) });
  }
  return found;
}

/**
 * The anchors of a Markdown text: those that GitHub makes from its headings, and `<a id="…">`.
 * @param {string} text
 * @param {import('mdast').Root} [tree]
 * @returns {Set<string>}
 */
export function anchors(text, tree = parse(text)) {
  const slugger = new GithubSlugger();
  /** @type {Set<string>} */
  const found = new Set();
  for (const { node } of below(tree)) {
    if (node.type === 'heading') found.add(slugger.slug(textOf(node)));
    if (node.type !== 'html') continue;
    for (const [, id] of node.value.matchAll(/<a\s+(?:id|name)="([^"]+)"/g)) found.add(/** @type {string} */ (id));
  }
  return found;
}

/**
 * The rows of the first table whose header begins with these cells, each cell as its Markdown.
 * @param {string} text
 * @param {...string} header
 * @returns {string[][]} without the header; empty if there is no such table
 */
export function tableRows(text, ...header) {
  for (const { node } of below(parse(text))) {
    if (node.type !== 'table') continue;
    const [first = [], ...rows] = node.children.map(({ children }) => children.map((cell) => sourceOf(text, cell)));
    if (header.every((words, index) => first[index] === words)) return rows;
  }
  return [];
}

/**
 * @param {string} text
 * @param {import('mdast').TableCell} cell
 */
function sourceOf(text, { children }) {
  const source = text.slice(children[0]?.position?.start.offset ?? 0, children.at(-1)?.position?.end.offset ?? 0);
  return source.replaceAll('\\|', '|');
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

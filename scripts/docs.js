// @ts-check
/**
 * The rules for code in the documentation: every block is compiled, parsed, run, or taken from a file that is.
 * See CONTRIBUTING.md for the markers.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { anchors, codeBlocks, containsLines, links, parse } from './markdown.js';

/**
 * @typedef {object} Document
 * @property {string} file path relative to the root of the repository
 * @property {string} text
 * @property {import('./markdown.js').Block[]} blocks
 * @property {{ target: string, line: number }[]} links
 * @property {Set<string>} anchors
 *
 * @typedef {object} Step a shell block with the output that the document shows for it
 * @property {string} text
 * @property {number} line
 * @property {{ text: string, line: number } | undefined} output
 */

/**
 * The documents of a repository: Markdown at its root, below docs and examples, and in the packages.
 * @param {string} root
 * @returns {Document[]}
 */
export function documents(root) {
  const tops = ['README.md', 'CONTRIBUTING.md', 'CODE_OF_CONDUCT.md', 'SECURITY.md'];
  const found = [...tops, ...['docs', 'examples', 'packages'].flatMap((folder) => markdownBelow(root, folder))];
  return found
    .filter((file) => fs.existsSync(path.join(root, file)) && path.basename(file) !== 'CHANGELOG.md')
    .map((file) => readDocument(file, fs.readFileSync(path.join(root, file), 'utf8')));
}

/**
 * Parses a text once for all that is asked of it.
 * @param {string} file
 * @param {string} text
 * @returns {Document}
 */
export function readDocument(file, text) {
  const tree = parse(text);
  return { file, text, blocks: codeBlocks(text, tree), links: links(text, tree), anchors: anchors(text, tree) };
}

/**
 * @param {string} root
 * @param {string} folder
 * @returns {string[]}
 */
function markdownBelow(root, folder) {
  if (!fs.existsSync(path.join(root, folder))) return [];
  const entries = fs.readdirSync(path.join(root, folder), { withFileTypes: true });
  return entries.flatMap((entry) => {
    const name = `${folder}/${entry.name}`;
    // A test's fixture is not a document.
    if (entry.isDirectory())
      return ['node_modules', 'dist', 'test'].includes(entry.name) ? [] : markdownBelow(root, name);
    return name.endsWith('.md') ? [name] : [];
  });
}

/** @param {import('./markdown.js').Block} block */
const isElsewhere = ({ markers }) => 'from' in markers || 'covered by' in markers || 'output' in markers;

/** @param {import('./markdown.js').Block} block */
const isModule = (block) => ['ts', 'js'].includes(block.language) && !isElsewhere(block);

/** @param {import('./markdown.js').Block} block */
const isShell = (block) => block.language === 'sh' && !isElsewhere(block) && !('file' in block.markers);

/**
 * The modules to compile: one folder per document, so that blocks with a file name can import each other.
 * @param {Document} document
 * @returns {{ file: string, text: string }[]}
 */
export function snippets({ file, blocks }) {
  const folder = file.replace(/\.md$/, '').replaceAll(/[^\w-]+/g, '-');
  return blocks.filter(isModule).map(({ text, line, markers }) => {
    const name = (markers['file'] ?? `line-${line}.ts`).replace(/js$/, 'ts'); // .mjs is .mts
    const isPlainScript = !/^\s*(import|export)\b/m.test(text);
    return { file: `${folder}/${name}`, text: `// ${file}:${line}\n${text}${isPlainScript ? 'export {};\n' : ''}` };
  });
}

/**
 * What to run: the shell blocks in order, and the files that must be there before.
 * @param {Document} document
 * @returns {{ steps: Step[], files: { name: string, text: string }[] }}
 */
export function session({ blocks }) {
  /** @type {Step[]} */
  const steps = [];
  for (const block of blocks) {
    const last = steps.at(-1);
    if (isShell(block)) steps.push({ text: block.text, line: block.line, output: undefined });
    else if ('output' in block.markers && last !== undefined) last.output = { text: block.text, line: block.line };
  }
  const files = blocks.flatMap(({ text, markers }) => (markers['file'] ? [{ name: markers['file'], text }] : []));
  return { steps, files };
}

/**
 * Blocks that nothing compiles, parses or runs, and blocks that differ from the file they are from.
 * @param {string} root
 * @param {Document} document
 * @returns {string[]}
 */
export function blockProblems(root, document) {
  const names = session(document).files.map(({ name }) => name);
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  return [
    ...twice.map((name) => `${document.file}: two blocks are the file ${name}`),
    ...document.blocks.flatMap((block, index) => {
      const problem = problemOf(root, block, document.blocks.slice(0, index), document.blocks.slice(index + 1));
      return problem === undefined ? [] : [`${document.file}:${block.line}: ${problem}`];
    }),
  ];
}

/**
 * @param {string} root
 * @param {import('./markdown.js').Block} block
 * @param {import('./markdown.js').Block[]} before
 * @param {import('./markdown.js').Block[]} after
 * @returns {string | undefined}
 */
function problemOf(root, block, before, after) {
  const { from, file, 'covered by': coveredBy } = block.markers;
  if (from !== undefined) return differenceFrom(root, from, block.text);
  if (coveredBy !== undefined) {
    const [, source = '', reason = ''] = /^(\S+) -- (.+)$/.exec(coveredBy) ?? [];
    if (reason === '') return `"covered by: ${coveredBy}" is not "covered by: path -- reason"`;
    return isFile(root, source) ? undefined : `${source} does not exist`;
  }
  if ('output' in block.markers) {
    const previous = before.at(-1);
    return previous !== undefined && isShell(previous) ? undefined : 'an output block must follow a shell block';
  }
  if (block.language === 'json' && !parses(block.text)) return 'this is not JSON';
  if (isModule(block) || isShell(block) || block.language === 'json') return undefined;
  if (file !== undefined) {
    const isUsed = after.some((later) => isShell(later) && later.text.includes(file));
    return isUsed ? undefined : `no shell block below uses the file ${file}`;
  }
  return `nothing compiles or runs this "${block.language}" block`;
}

/**
 * @param {string} root
 * @param {string} source
 * @param {string} text
 */
function differenceFrom(root, source, text) {
  if (!isFile(root, source)) return `${source} does not exist`;
  // A text is covered by nothing, so that quoting it proves nothing.
  if (/\.(md|txt)$|(^|\/)(build|dist|node_modules)\//.test(source)) return `${source} is not covered by a test`;
  const whole = fs.readFileSync(path.join(root, source), 'utf8');
  return containsLines(whole, text) ? undefined : `this differs from ${source}`;
}

/**
 * @param {string} root
 * @param {string} file
 */
function isFile(root, file) {
  return fs.statSync(path.join(root, file), { throwIfNoEntry: false })?.isFile() === true;
}

/** @param {string} text */
function parses(text) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * The anchors of a file, which is read when it is linked to first, unless it is one of these documents.
 * @param {string} root
 * @param {Document[]} documents
 * @returns {(path: string) => Set<string>}
 */
export function anchorReader(root, documents) {
  const known = new Map(documents.map(({ file, anchors }) => [path.join(root, file), anchors]));
  return (file) => {
    const found = known.get(file) ?? anchors(fs.readFileSync(file, 'utf8'));
    known.set(file, found);
    return found;
  };
}

/**
 * Relative links to files or headings that do not exist.
 * @param {string} root
 * @param {Document} document
 * @param {(path: string) => Set<string>} anchorsOf shared by the documents, so that each is parsed once
 * @returns {string[]}
 */
export function linkProblems(root, { file, links }, anchorsOf) {
  return links.flatMap(({ target, line }) => {
    if (/^[a-z][a-z+.-]*:/i.test(target)) return []; // an address
    const [name = '', anchor] = target.split('#').map(decodeURIComponent);
    const linked = name === '' ? file : path.join(path.dirname(file), name);
    if (linked.startsWith('..') || !fs.existsSync(path.join(root, linked)))
      return [`${file}:${line}: no file ${target}`];
    if (anchor === undefined || !linked.endsWith('.md')) return [];
    const isThere = anchorsOf(path.join(root, linked)).has(anchor);
    return isThere ? [] : [`${file}:${line}: no heading ${target}`];
  });
}

import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import {
  anchorReader,
  blockProblems,
  type Document,
  linkProblems,
  readDocument,
  session,
  snippets,
} from '../scripts/docs.js';
import { anchors, codeBlocks, containsLines, links, matchesOutput, tableRows } from '../scripts/markdown.js';

const fence = '```';

function documentOf(...lines: string[]): Document {
  return readDocument('docs/guide.md', lines.join('\n'));
}

describe('codeBlocks', () => {
  it('finds language, text, line and markers', () => {
    const text = `# T\n\n<!-- from: a/b.ts -->\n\n${fence}ts title\nlet a;\n\nlet b;\n${fence}\n`;
    expect(codeBlocks(text)).toEqual([
      { language: 'ts', text: 'let a;\n\nlet b;\n', line: 5, markers: { from: 'a/b.ts' } },
    ]);
  });

  it('takes several markers, also without a value', () => {
    const [block] = codeBlocks(`<!-- output -->\n<!-- covered by: x.ts -- why: so -->\n${fence}\n${fence}`);
    expect(block?.markers).toEqual({ output: '', 'covered by': 'x.ts -- why: so' });
  });

  it('drops a marker that other text follows', () => {
    const [block] = codeBlocks(`<!-- output -->\nprose\n${fence}text\n${fence}`);
    expect(block?.markers).toEqual({});
  });

  it('takes the indentation of a fence in a list from its lines', () => {
    const [block] = codeBlocks(`- item\n  ${fence}sh\n  if a\n    b\n  ${fence}\n`);
    expect(block?.text).toBe('if a\n  b\n');
  });

  it('ends a block at a fence of the same kind and at least the same length', () => {
    const [block, ...others] = codeBlocks('````md\n```ts\n~~~\n```\n````\n');
    expect(block).toMatchObject({ language: 'md', text: '```ts\n~~~\n```\n' });
    expect(others).toEqual([]);
  });

  it('takes no inline code for a fence', () => {
    expect(codeBlocks('```inline``` text')).toEqual([]);
  });

  it('finds a block that is marked by indentation only', () => {
    expect(codeBlocks('a\n\n    let b;\n')).toEqual([{ language: '', text: 'let b;\n', line: 3, markers: {} }]);
  });

  it('fails on a block without an end', () => {
    expect(() => codeBlocks(`a\n${fence}ts\n`)).toThrow('line 2: the code block has no end');
  });
});

describe('links and anchors', () => {
  it('finds links, images and definitions outside code', () => {
    const text = `[a](b.md#c) ![i](<i.png>) \`[x](y)\`\n${fence}\n[x](y)\n${fence}\n[d]: e.md "t"\n`;
    expect(links(text).map(({ target, line }) => `${line} ${target}`)).toEqual(['1 b.md#c', '1 i.png', '5 e.md']);
  });

  it('makes the anchors of headings', () => {
    const text = `# The \`run()\` hook\n## A, b & c\n## A, b & c\n${fence}sh\n# no heading\n${fence}\n<a id="own"></a>\n`;
    expect([...anchors(text)]).toEqual(['the-run-hook', 'a-b--c', 'a-b--c-1', 'own']);
  });
});

describe('tableRows', () => {
  it('gives the cells as they are written, of the table with this header', () => {
    const table = (first: string) => `| ${first} | b |\n| --- | --- |\n| \`1\\|2\` *x* | |\n`;
    expect(tableRows(`${table('other')}\n${table('a')}`, 'a')).toEqual([['`1|2` *x*', '']]);
    expect(tableRows(table('a'), 'a', 'c')).toEqual([]);
  });
});

describe('containsLines', () => {
  it.each([
    ['  a\n    b\n  c\n', 'a\n  b\n', true],
    ['a\n  b\n', 'a\nb\n', false],
    ['a\nb\nc\n', 'a\nc\n', false],
    ['abc\n', 'b\n', false],
  ])('%j has %j: %s', (whole, part, expected) => {
    expect(containsLines(whole, part)).toBe(expected);
  });
});

describe('matchesOutput', () => {
  it.each([
    ['{"a":1}\n', '{"a":1}', true],
    ['took 12 ms (ok)', 'took … ms (ok)', true],
    ['one\ntwo\nthree', 'one\n…\nthree', true],
    ['one\ntwo', 'one', false],
    ['aXb', 'a.b', false],
  ])('%j is %j: %s', (actual, expected, result) => {
    expect(matchesOutput(actual, expected)).toBe(result);
  });
});

describe('snippets', () => {
  it('makes a module of each TypeScript and JavaScript block', () => {
    const document = documentOf(
      `${fence}ts`,
      'let a = 1;',
      fence,
      `${fence}js`,
      "import 'x';",
      fence,
      `${fence}json`,
      '1',
      fence,
    );
    expect(snippets(document)).toEqual([
      { file: 'docs-guide/line-1.ts', text: '// docs/guide.md:1\nlet a = 1;\nexport {};\n' },
      { file: 'docs-guide/line-4.ts', text: "// docs/guide.md:4\nimport 'x';\n" },
    ]);
  });

  it('names the module of a block that is a file', () => {
    const document = documentOf('<!-- file: server.js -->', `${fence}js`, 'export {};', fence);
    expect(snippets(document)[0]?.file).toBe('docs-guide/server.ts');
  });

  it('leaves out blocks that come from a file', () => {
    expect(snippets(documentOf('<!-- from: a.ts -->', `${fence}ts`, fence))).toEqual([]);
  });
});

describe('session', () => {
  it('joins shell blocks with their outputs, and collects the files', () => {
    const document = documentOf(
      ...['<!-- file: a.txt -->', `${fence}text`, 'hi', fence],
      ...[`${fence}sh`, 'cat a.txt', fence],
      ...['<!-- output -->', `${fence}text`, 'hi', fence],
      ...['<!-- covered by: x -- y -->', `${fence}sh`, 'npm install', fence],
      ...[`${fence}sh`, 'true', fence],
    );
    expect(session(document)).toEqual({
      files: [{ name: 'a.txt', text: 'hi\n' }],
      steps: [
        { text: 'cat a.txt\n', line: 5, output: { text: 'hi\n', line: 9 } },
        { text: 'true\n', line: 16, output: undefined },
      ],
    });
  });
});

describe('problems', () => {
  let root: string;
  beforeAll(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), 'docs-'));
    fs.mkdirSync(path.join(root, 'docs'));
    fs.writeFileSync(path.join(root, 'a.ts'), 'function f() {\n  return 1;\n}\n');
    fs.writeFileSync(path.join(root, 'notes.txt'), 'x\n');
    fs.writeFileSync(path.join(root, 'docs/other.md'), '# Some heading\n');
  });
  afterAll(() => fs.rmSync(root, { recursive: true }));

  it.each([
    ['<!-- from: a.ts -->', 'ts', 'return 1;', undefined],
    ['<!-- from: a.ts -->', 'ts', 'return 2;', 'this differs from a.ts'],
    ['<!-- from: b.ts -->', 'ts', 'return 1;', 'b.ts does not exist'],
    ['<!-- from: notes.txt -->', 'text', 'x', 'notes.txt is not covered by a test'],
    ['<!-- covered by: a.ts -- installs -->', 'sh', 'npm install', undefined],
    ['<!-- covered by: a.ts -->', 'sh', 'x', '"covered by: a.ts" is not "covered by: path -- reason"'],
    ['<!-- covered by: b.ts -- installs -->', 'sh', 'x', 'b.ts does not exist'],
    ['<!-- output -->', 'text', 'x', 'an output block must follow a shell block'],
    ['<!-- file: f.c -->', 'c', 'x', 'no shell block below uses the file f.c'],
    ['', 'json', '{"a": 1}', undefined],
    ['', 'json', '{a: 1}', 'this is not JSON'],
    ['', 'ts', 'let a;', undefined],
    ['', 'sh', 'true', undefined],
    ['', 'text', 'x', 'nothing compiles or runs this "text" block'],
    ['', '', 'x', 'nothing compiles or runs this "" block'],
  ])('%s %s %j: %s', (marker, language, text, problem) => {
    const document = documentOf(marker, fence + language, text, fence);
    expect(blockProblems(root, document)).toEqual(problem === undefined ? [] : [`docs/guide.md:2: ${problem}`]);
  });

  it('accepts a file that a shell block below uses, once', () => {
    const file = ['<!-- file: f.c -->', `${fence}c`, 'x', fence];
    const use = [`${fence}sh`, 'gcc f.c', fence];
    expect(blockProblems(root, documentOf(...file, ...use))).toEqual([]);
    expect(blockProblems(root, documentOf(...file, ...file, ...use))).toEqual([
      'docs/guide.md: two blocks are the file f.c',
    ]);
  });

  it.each([
    ['other.md', undefined],
    ['other.md#some-heading', undefined],
    ['other.md#none', 'no heading other.md#none'],
    ['#none', 'no heading #none'],
    ['none.md', 'no file none.md'],
    ['../../outside.md', 'no file ../../outside.md'],
    ['https://example.org/none', undefined],
  ])('link %s: %s', (target, problem) => {
    fs.writeFileSync(path.join(root, 'docs/guide.md'), 'x\n');
    const document = documentOf(`[a](${target})`);
    const anchorsOf = anchorReader(root, []);
    expect(linkProblems(root, document, anchorsOf)).toEqual(
      problem === undefined ? [] : [`docs/guide.md:1: ${problem}`],
    );
  });
});

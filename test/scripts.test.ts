import { fileURLToPath } from 'node:url';
import { listMissing } from '../scripts/programs.js';
import { testsOf } from '../scripts/tests-of.js';
import { findWords } from '../scripts/words.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

describe('testsOf', () => {
  it.each([
    ['packages/core/src/protocol/json.ts', ['packages/core/test/protocol/json.test.ts']],
    ['packages/core/test/protocol/json.test.ts', ['packages/core/test/protocol/json.test.ts']],
    ['packages/core/test/protocol/gone.test.ts', []],
    ['test/containers/images.container.test.ts', []],
    ['packages/core/package.json', ['test/repository.test.ts']],
    ['docs/README.md', ['test/docs-snippets.test.ts']],
    ['LICENSE', []],
  ])('%s', (file, tests) => {
    expect(testsOf(ROOT, file)).toEqual(tests);
  });

  it('gives the tests of the folder if none has the name of the file', () => {
    const tests = testsOf(ROOT, 'packages/core/src/protocol/index.ts');
    expect(tests).toContain('packages/core/test/protocol/json.test.ts');
    expect(tests.filter((test) => !/^packages\/core\/test\/protocol\/[\w-]+\.test\.ts$/.test(test))).toEqual([]);
  });
});

describe('listMissing', () => {
  const before = process.env['PATH'];
  afterEach(() => {
    process.env['PATH'] = before;
  });

  it('says how what is missing is installed', () => {
    process.env['PATH'] = '/nowhere';
    expect(listMissing()).toEqual(
      ['bash', 'gcc', 'python3', 'perl', 'jq'].map((program) =>
        expect.stringMatching(`^${program} is missing; install it with: sudo apt-get install ${program}`),
      ),
    );
  });
});

describe('findWords', () => {
  const words = [
    { avoid: '\\bfor ever\\b', write: 'forever' },
    { avoid: '\\bwhom\\b', write: 'who' },
  ];

  it('finds words in the order of the lines, whatever their case', () => {
    expect(findWords('Whom?\nIt runs for ever, forever.\n', words)).toEqual([
      '1: "Whom": who',
      '2: "for ever": forever',
    ]);
  });

  it.each(['for\never', ' * for\n   * ever', '// for\n  // ever', '# for\n# ever', '> for\n> ever'])(
    'joins the lines of %j',
    (text) => {
      expect(findWords(text, words)).toHaveLength(1);
    },
  );

  it('joins no paragraphs', () => {
    expect(findWords('for\n\never', words)).toEqual([]);
  });
});

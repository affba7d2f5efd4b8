import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import SlowFirst, { SLOW } from './support/sequencer.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

describe('the order of the test files', () => {
  it('names files that exist', () => {
    expect(SLOW.filter((file) => !fs.existsSync(path.join(ROOT, file)))).toEqual([]);
  });

  it('begins with the slow ones, whatever their size', async () => {
    type Options = ConstructorParameters<typeof SlowFirst>[0];
    const sequencer = new SlowFirst({ globalConfig: {}, contexts: [] } as unknown as Options);
    const context = { config: { cacheDirectory: ROOT, id: 'order', name: 'order' }, hasteFS: { getSize: () => 1 } };
    const files = ['test/docs-snippets.test.ts', ...SLOW.toReversed()];
    const tests = files.map((file) => ({ path: path.join(ROOT, file), context }));
    const sorted = await sequencer.sort(tests);
    expect(sorted.map((test) => path.relative(ROOT, test.path))).toEqual([...SLOW, files[0]]);
  });
});

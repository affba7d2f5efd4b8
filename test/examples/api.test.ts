import { examplesOf, runExample, valuesOf } from './support/api-examples.js';

describe.each(['conformance', 'core', 'http', 'images', 'runners'])(
  'the examples in the doc comments of %s',
  (name) => {
    const examples = examplesOf(name);

    test('are there for every class, function and constant', () => {
      expect(examples.map(({ of }) => of).sort()).toEqual(valuesOf(name).sort());
    });

    // The others run in api.container.test.ts.
    test.each(examples.filter(({ needsEngine }) => !needsEngine))('$of', async (example) => {
      expect(await runExample(example)).toEqual({ errors: '', status: 0 });
    });
  },
);

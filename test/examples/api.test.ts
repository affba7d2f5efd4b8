import { type ExampleRun, examplesOf, runExamples, valuesOf } from './support/api-examples.js';

const GOOD: ExampleRun = { errors: '', status: 0, isComplete: true };

describe.each(['conformance', 'core', 'http', 'images', 'runners'])(
  'the examples in the doc comments of %s',
  (name) => {
    const examples = examplesOf(name);
    // The others run in api.container.test.ts.
    const runnable = examples.filter(({ needsEngine }) => !needsEngine);
    let together: ExampleRun;

    beforeAll(async () => {
      together = await runExamples(runnable);
    });

    test('are there for every class, function and constant', () => {
      expect(examples.map(({ of }) => of).sort()).toEqual(valuesOf(name).sort());
    });

    test.each(runnable)('$of', async (example) => {
      // Alone only if not all are good: that shows which one is not.
      const isGood = together.errors === '' && together.status === 0 && together.isComplete;
      expect(isGood ? together : await runExamples([example])).toEqual(GOOD);
    });

    test('work together', () => {
      expect(together).toEqual(GOOD);
    });
  },
);

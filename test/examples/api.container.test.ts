import { examplesOf, runExamples } from './support/api-examples.js';

const examples = [...examplesOf('conformance'), ...examplesOf('images')];

test.each(examples.filter(({ needsEngine }) => needsEngine))(
  'the example in the doc comment of $of',
  async (example) => {
    expect(await runExamples([example])).toEqual({ errors: '', status: 0, isComplete: true });
  },
);

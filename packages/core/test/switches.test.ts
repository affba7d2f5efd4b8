import { readSwitch, readSwitchOr, requireSwitch } from '../src/switches.js';

test.each(['1', 'true', 'True', 'TRUE', 'yes', 'Yes', 'YES'])('%s is on', (text) => {
  expect(readSwitch('The variable X', text)).toBe(true);
});

test.each(['0', 'false', 'False', 'FALSE', 'no', 'No', 'NO'])('%s is off', (text) => {
  expect(readSwitch('The variable X', text)).toBe(false);
});

test.each(['', ' ', 'on', 'off', '2', 'y', 'true ', 'constructor', '__proto__', 'auto'])(
  '%j is refused and shown',
  (text) => {
    expect(() => readSwitch('The variable X', text)).toThrow(
      expect.objectContaining({
        code: 'ERR_RUNNER_OPTION',
        message: `The variable X must be true, yes or 1, or false, no or 0, not ${JSON.stringify(text)}.`,
      }),
    );
  },
);

test('it may be another word as well', () => {
  expect(readSwitchOr('The option x', 'AUTO', ['auto'])).toBe('auto');
  expect(readSwitchOr('The option x', 'Yes', ['auto'])).toBe(true);
  expect(() => readSwitchOr('The option x', 'maybe', ['auto'])).toThrow(
    'The option x must be true, yes or 1, or false, no or 0, or auto, not "maybe".',
  );
});

test.each(['false', 'yes', 1, null])('%j is not a switch in code', (value) => {
  expect(() => requireSwitch('health', value as unknown as boolean)).toThrow(
    `The option health must be true or false, not ${JSON.stringify(value)}.`,
  );
  expect([requireSwitch('health', true), requireSwitch('health', false)]).toEqual([true, false]);
});

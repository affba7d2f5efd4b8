import { encodeResult } from '../../src/protocol/encode-result.js';
import { CheckedText, isResultText } from '../../src/protocol/messages.js';

describe('CheckedText', () => {
  /** The class of another copy of the package. */
  function otherClass(): typeof CheckedText {
    let other: typeof CheckedText | undefined;
    jest.isolateModules(() => {
      other = (jest.requireActual('../../src/protocol/messages.js') as { CheckedText: typeof CheckedText }).CheckedText;
    });
    return other as typeof CheckedText;
  }

  test('is recognised, also one of another copy of the package', () => {
    const Other = otherClass();
    expect(Other).not.toBe(CheckedText);
    expect(isResultText(new CheckedText(Buffer.from('{}'), false))).toBe(true);
    expect(isResultText(new Other(Buffer.from('{}'), false))).toBe(true);
  });

  test('of another copy is passed on as it is, neither checked again nor written as an object', () => {
    const text = new (otherClass())(Buffer.from('{"error":1}'), true);
    expect(encodeResult(text, 1_000)).toBe(text);
  });

  test('does not show its brand', () => {
    const text = new CheckedText(Buffer.from('{}'), false);
    expect(Object.keys(text)).toEqual(['bytes', 'isError']);
  });

  test.each([undefined, null, 'text', 1, {}, [], { bytes: Buffer.from('{}'), isError: false }, Buffer.from('{}')])(
    '%p is none',
    (value) => {
      expect(isResultText(value)).toBe(false);
    },
  );
});

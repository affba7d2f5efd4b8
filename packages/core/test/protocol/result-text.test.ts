import { encodeResult } from '../../src/protocol/encode-result.js';
import { isResultText, ResultText } from '../../src/protocol/messages.js';

describe('ResultText', () => {
  /** The class of another copy of the package. */
  function otherClass(): typeof ResultText {
    let other: typeof ResultText | undefined;
    jest.isolateModules(() => {
      other = (jest.requireActual('../../src/protocol/messages.js') as { ResultText: typeof ResultText }).ResultText;
    });
    return other as typeof ResultText;
  }

  test('is recognised, also one of another copy of the package', () => {
    const Other = otherClass();
    expect(Other).not.toBe(ResultText);
    expect(isResultText(new ResultText(Buffer.from('{}'), false))).toBe(true);
    expect(isResultText(new Other(Buffer.from('{}'), false))).toBe(true);
  });

  test('of another copy is passed on as it is, neither checked again nor written as an object', () => {
    const text = new (otherClass())(Buffer.from('{"error":1}'), true);
    expect(encodeResult(text, 1_000)).toBe(text);
  });

  test('does not show its brand', () => {
    const text = new ResultText(Buffer.from('{}'), false);
    expect(Object.keys(text)).toEqual(['bytes', 'isError']);
  });

  test.each([undefined, null, 'text', 1, {}, [], { bytes: Buffer.from('{}'), isError: false }, Buffer.from('{}')])(
    '%p is none',
    (value) => {
      expect(isResultText(value)).toBe(false);
    },
  );
});

import { ActionArguments } from '../../src/protocol/messages.js';

describe('ActionArguments', () => {
  test('gives the value of a message as one line of JSON, or {} when there is none', () => {
    expect(ActionArguments.of(Buffer.from('{"value":\n{"a":\r\n1}}')).toString()).toBe('{"a":  1}');
    expect(ActionArguments.of(Buffer.from('{"other":1}')).toString()).toBe('{}');
  });

  test('is its parameters in other JSON', () => {
    expect(JSON.stringify({ args: new ActionArguments(Buffer.from('{"a": [1]}')) })).toBe('{"args":{"a":[1]}}');
  });

  test('parses once, on demand', () => {
    const args = new ActionArguments(Buffer.from('{"a":[1]}'));
    expect(args.value).toEqual({ a: [1] });
    expect(args.value).toBe(args.value);
  });
});

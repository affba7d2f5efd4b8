import { parseRun } from '../../src/protocol/parse-run.js';

const parse = async (text: string) => parseRun(Buffer.from(text));

describe('parseRun', () => {
  test('keeps the parameters byte by byte', async () => {
    const value = '{ "n":12345678901234567890, "f":1.10, "s":"\\u0041\\ud800", "__proto__":{"a":1} }';
    const { args } = await parse(`{"value":${value}}`);
    expect(args.toString()).toBe(value);
    expect(Object.keys(args.value)).toEqual(['n', 'f', 's', '__proto__']);
  });

  test('takes an array', async () => {
    expect((await parse('{"value":[1,2]}')).args.value).toEqual([1, 2]);
  });

  test.each(['', 'null', '{}', '{"other":1}', '{"__proto__":{"value":{"a":1}}}'])(
    'takes %j as no parameters',
    async (text) => {
      expect((await parse(text)).args.toString()).toBe('{}');
    },
  );

  test.each(['{"value":null}', '{"value":1}', '{"value":"{}"}', '{"value":true}', '[]', '[{"value":{}}]', '1', '"{}"'])(
    'refuses %s in the words of the platform',
    async (text) => {
      await expect(parse(text)).rejects.toMatchObject({
        code: 'ERR_RUNNER_RUN_ARGUMENT',
        message: 'The action did not receive a dictionary or array as an argument.',
      });
    },
  );

  test('the last of two values counts, for the check and for the bytes', async () => {
    expect((await parse('{"value":1,"value":{"a":2}}')).args.toString()).toBe('{"a":2}');
    await expect(parse('{"value":{"a":2},"value":1}')).rejects.toMatchObject({ code: 'ERR_RUNNER_RUN_ARGUMENT' });
  });

  test('puts parameters that came on several lines on one', async () => {
    expect((await parse('{"value":{\r\n "a": 1\n}}')).args.toString()).toBe('{   "a": 1 }');
  });

  test.each(['1763660000000', '"1763660000000"'])('takes the deadline %s', async (deadline) => {
    const { context } = await parse(`{"value":{},"deadline":${deadline}}`);
    expect({ ...context }).toEqual({ __OW_DEADLINE: '1763660000000' });
  });

  test('reports the context that cannot be a variable', async () => {
    const { context, omitted } = await parse('{"value":{},"activation_id":"1","a=b":"c"}');
    expect({ ...context }).toEqual({ __OW_ACTIVATION_ID: '1' });
    expect(omitted).toEqual(['The environment variable "__OW_A=B" was left out: its name contains = or NUL.']);
  });
});

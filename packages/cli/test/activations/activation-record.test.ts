import { type ActivationFacts, decodeRecord, encodeRecord, resultOf } from '../../src/activations/activation-record.js';

const FACTS: ActivationFacts = {
  activationId: '0123456789abcdef0123456789abcdef',
  namespace: 'guest',
  name: 'hello',
  version: '0.0.1',
  start: 1,
  end: 3,
  duration: 2,
  logs: ['2026-01-01T00:00:00.000Z stdout: }}'],
  annotations: [],
  response: { status: 'success', statusCode: 0, success: true },
};

it.each(['{"n":12345678901234567890,"x":1.0}', '{}', '{"a":{"b":{}}}', '[]', '"}}"', '{"a":"}}"}'])(
  'keeps the result %s to the letter',
  (result) => {
    const text = encodeRecord(FACTS, result);
    const record = decodeRecord(text);
    expect(record).toEqual({ ...FACTS, response: { ...FACTS.response, result: JSON.parse(result) } });
    expect(record && resultOf(record, text)).toBe(result);
  },
);

it.each(['', 'null', '{}', '{"logs":[]}', '[1]'])('%j is not a record', (text) => {
  expect(decodeRecord(text)).toBeUndefined();
});
